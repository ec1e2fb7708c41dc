#include "backends/device_module/fake_module.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include "glissade/batches.hpp"
#include "glissade/device_module.hpp"

#ifndef FAKE_ABI
#define FAKE_ABI device_module_abi
#endif

namespace glissade::fake {
namespace {

int live_sessions = 0;

ModuleOutcome failed(ErrorKind kind, std::string_view message, std::string_view hint) {
  ModuleOutcome outcome;
  outcome.set(kind, message, hint);
  return outcome;
}

/// An outcome of a module gone wrong: no kind that there is, no end of text.
ModuleOutcome malformed() {
  ModuleOutcome outcome;
  outcome.error_kind = 77;
  std::memset(outcome.message, 'x', sizeof outcome.message);
  std::memset(outcome.hint, 'y', sizeof outcome.hint);
  return outcome;
}

/// Computes nothing: counts steps in the first element of the arena, and fills what it is given.
class FakeSession final : public ModuleSession {
 public:
  explicit FakeSession(const ModuleRequest& request)
      : plan_(request.data.rows(), request.options.batch_size, request.options.seed),
        arena_(request.network.arena_size()),
        first_moment_(request.options.optimizer.moment_count() >= 1 ? arena_.size() : 0),
        second_moment_(request.options.optimizer.moment_count() >= 2 ? arena_.size() : 0) {
    ++live_sessions;
  }

  void destroy() noexcept override {
    --live_sessions;
    delete this;
  }

  /// Every row of step s has loss s + 1; one row of each batch is right. A learning rate that is not finite
  /// stops.
  ModuleOutcome train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                      ModuleSums& sums) noexcept override {
    if (first_step == failing_step)
      return malformed();
    for (std::uint64_t index = 0; index < scalars.size(); ++index) {
      const std::uint64_t step = first_step + index;
      if (!std::isfinite(scalars[index].learning_rate)) {
        sums.has_nonfinite_step = true;
        sums.first_nonfinite_step = step;
        break;
      }
      add(static_cast<double>(step + 1), plan_.batch_rows(step), sums);
      sums.has_device_seconds = true;
      sums.device_seconds += step_seconds;
      arena_.front() += 1.0;
      step_ = step + 1;
    }
    return {};
  }

  ModuleOutcome evaluate(const DatasetView& data, ModuleSums& sums) noexcept override {
    if (data.rows() == failing_rows)
      return failed(ErrorKind::failure, "the kernel faulted", "");
    add(0.5, data.rows(), sums);
    return {};
  }

  ModuleOutcome predict(const DatasetView& data, std::span<float> outputs) noexcept override {
    if (data.rows() == failing_rows)
      return failed(ErrorKind::failure, "the kernel faulted", "");
    std::iota(outputs.begin(), outputs.end(), 0.0f);
    return {};
  }

  ModuleOutcome state(ModuleState& state) noexcept override {
    state.step = step_;
    std::ranges::copy(arena_, state.arena.begin());
    std::ranges::copy(first_moment_, state.first_moment.begin());
    std::ranges::copy(second_moment_, state.second_moment.begin());
    return {};
  }

  ModuleOutcome restore(const ModuleState& state) noexcept override {
    step_ = state.step;
    const auto take = [](std::span<const double> from, std::vector<double>& to) {
      std::ranges::fill(to, 0.0);
      std::ranges::copy(from, to.begin());
    };
    take(state.arena, arena_);
    take(state.first_moment, first_moment_);
    take(state.second_moment, second_moment_);
    return {};
  }

  ModuleOutcome trace(std::uint64_t step, const StepScalars& scalars, ModuleSums& sums,
                      ModuleTrace& trace) noexcept override {
    std::iota(trace.rows.begin(), trace.rows.end(), std::uint64_t{0});
    std::ranges::fill(trace.features, features);
    for (std::size_t layer = 0; layer < trace.layers.size(); ++layer) {
      std::ranges::fill(trace.layers[layer].pre_activation, pre_activation + static_cast<double>(layer));
      std::ranges::fill(trace.layers[layer].output, output + static_cast<double>(layer));
      std::ranges::fill(trace.layers[layer].gradient, gradient + static_cast<double>(layer));
    }
    std::ranges::fill(trace.arena_gradient, arena_gradient);
    trace.row_sum_depth = row_sum_depth;
    trace.bias_sum_depth = bias_sum_depth;
    trace.dot_depth = dot_depth;
    return train(step, {&scalars, 1}, sums);
  }

 private:
  static void add(double loss, std::uint64_t rows, ModuleSums& sums) {
    sums.rows += rows;
    sums.weight += static_cast<double>(rows);
    sums.correct += 1;
    for (double& total : sums.loss)
      total += static_cast<double>(rows) * loss;
  }

  BatchPlan plan_;
  std::uint64_t step_ = 0;
  std::vector<double> arena_;
  std::vector<double> first_moment_;
  std::vector<double> second_moment_;
};

class FakeModule final : public DeviceModule {
 public:
  ModuleOutcome describe(ModuleDevice& device) const noexcept override {
#ifdef FAKE_PROBLEM
    static_cast<void>(device);
    return failed(ErrorKind::device, "this GPU is too old", "Buy a new one.");
#else
    constexpr std::string_view name = "Fake 9000";
    name.copy(device.name, name.size());
    device.compute_capability_major = 9;
    device.memory_bytes = std::uint64_t{80} << 30;
    device.free_bytes = std::uint64_t{79} << 30;
    device.driver_version = 13000;
    device.runtime_version = 12040;
    return {};
#endif
  }

  ModuleOutcome measure_limits(std::uint64_t data_bytes, Precision precision,
                               DeviceLimits& limits) const noexcept override {
    if (precision == Precision::bf16)
      return failed(ErrorKind::device, "bf16 needs a newer device", "");
    limits = {static_cast<double>(data_bytes), gemm_rate, cache_bytes};
    return {};
  }

  ModuleOutcome plan(const ModuleRequest& request, ModulePlan& plan) const noexcept override {
    const auto add = [&](std::string_view purpose, std::uint64_t bytes) {
      ModulePlan::Item& item = plan.items[plan.item_count++];
      purpose.copy(item.purpose, sizeof item.purpose - 1);
      item.bytes = bytes;
    };
    add("training data", request.data.rows() * request.data.features.columns * sizeof(float));
    add("parameters", request.network.arena_size() * sizeof(float));
    // So that a test can ask for a plan that does not fit.
    plan.available_bytes = request.options.seed == refused_seed ? 1 : std::uint64_t{79} << 30;
    plan.launches_per_step = 3;
    plan.longest_chain = 2;
    plan.nodes[0] = {"loss"};
    plan.nodes[1] = {"gradient of the weights", true};
    plan.nodes[2] = {"update"};
    return {};
  }

  ModuleOutcome allocate(std::uint64_t bytes, void*& memory) const noexcept override {
    memory = std::malloc(bytes);
    return {};
  }
  ModuleOutcome release(void* memory) const noexcept override {
    std::free(memory);
    return {};
  }
  ModuleOutcome write(void* memory, const void* host, std::uint64_t bytes) const noexcept override {
    std::memcpy(memory, host, bytes);
    return {};
  }
  ModuleOutcome read(void* host, const void* memory, std::uint64_t bytes) const noexcept override {
    std::memcpy(host, memory, bytes);
    return {};
  }

  ModuleOutcome open(const ModuleRequest& request, ModuleSession*& session) const noexcept override {
    if (request.options.seed == refused_seed)
      return failed(ErrorKind::device, "3 GiB are needed and 2 GiB are free", "Try --batch-size 64.");
    session = request.options.seed == null_session_seed ? nullptr : new FakeSession(request);
    return {};
  }
};

}  // namespace
}  // namespace glissade::fake

extern "C" [[gnu::visibility("default")]] const glissade::DeviceModule* glissade_device_module(
    std::uint32_t abi) noexcept {
  using namespace glissade;
  static const fake::FakeModule module;
  return abi == FAKE_ABI ? &module : nullptr;
}

extern "C" [[gnu::visibility("default")]] int fake_live_sessions() {
  return glissade::fake::live_sessions;
}
