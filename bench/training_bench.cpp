#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "backends/cpu/cpu_backend.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/machine_limits.hpp"
#include "backends/cpu/team.hpp"
#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/training.hpp"

/// Whole training steps of the cpu backend, each beside the limit it cannot pass.
namespace glissade::bench {
namespace {

Dataset synthetic_dataset(std::uint64_t rows, std::uint64_t features, bool classification) {
  Dataset dataset;
  dataset.features = Matrix::allocate(ElementType::float32, rows, features);
#pragma omp parallel for schedule(static)
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < features; ++column) {
      const std::uint32_t bits = random_bits(1, RandomPurpose::features, 0, row * features + column);
      dataset.features.row<float>(row)[column] = uniform_from_bits(bits) - 0.5f;
    }
  }
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (classification) {
      dataset.classes.push_back(
          static_cast<std::int32_t>(random_bits(1, RandomPurpose::labels, 0, row) % 10));
    } else {
      dataset.targets.push_back(uniform_from_bits(random_bits(1, RandomPurpose::labels, 0, row)));
    }
  }
  return dataset;
}

std::unique_ptr<Session> open_session(const Network& network, const Dataset& dataset,
                                      std::uint64_t batch_size) {
  SessionOptions options;
  options.batch_size = batch_size;
  auto session = cpu_backend().open(network, dataset.view(), options);
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 0);
  session->restore({0, {arena.begin(), arena.end()}, {}, {}});
  return session;
}

std::vector<StepScalars> adam_scalars(std::uint64_t steps) {
  return std::vector<StepScalars>(steps, step_scalars(TrainingOptions{}, 0, 1, 1));
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Times `body`, which reads all features once, and after each time a pass that only sums them: so both meet
/// the same neighbours on the machine. The share of the limit is the median over such pairs.
template <class Body>
void measure_reading(benchmark::State& state, const Dataset& dataset, const Body& body) {
  const std::uint64_t elements = dataset.features.rows() * dataset.features.columns();
  const double bytes = static_cast<double>(elements) * sizeof(float);
  const float* const features = dataset.view().features.row<float>(0);
  std::vector<double> rates, limits, shares;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    body();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(seconds.count());
    rates.push_back(bytes / seconds.count());
    limits.push_back(cpu::read_rate({features, elements}, omp_get_max_threads()));
    shares.push_back(rates.back() / limits.back());
  }
  state.counters["GB/s"] = median(rates) / 1e9;
  state.counters["limit_GB/s"] = median(limits) / 1e9;
  state.counters["of_limit"] = median(shares);
}

/// One full-batch epoch of linear regression reads X once: its limit is the read bandwidth.
void linear_full_batch(benchmark::State& state) {
  const auto rows = static_cast<std::uint64_t>(state.range(0)),
             features = static_cast<std::uint64_t>(state.range(1));
  const Dataset dataset = synthetic_dataset(rows, features, false);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  const auto session = open_session(network, dataset, rows);
  const std::vector<StepScalars> scalars = adam_scalars(1);
  std::uint64_t step = 0;
  measure_reading(state, dataset, [&] { session->train(step++, scalars); });
}
BENCHMARK(linear_full_batch)
    ->Args({1000000, 64})
    ->Args({4000000, 64})
    ->Args({1000000, 41})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

/// Mini-batches of shuffled rows.
void linear_mini_batch(benchmark::State& state) {
  constexpr std::uint64_t rows = 1000000, features = 64, batch = 1024;
  const Dataset dataset = synthetic_dataset(rows, features, false);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  const auto session = open_session(network, dataset, batch);
  const std::vector<StepScalars> scalars = adam_scalars((rows + batch - 1) / batch);
  std::uint64_t epoch = 0;
  measure_reading(state, dataset, [&] { session->train(scalars.size() * epoch++, scalars); });
}
BENCHMARK(linear_mini_batch)->UseManualTime()->Unit(benchmark::kMillisecond);

constexpr std::uint64_t dense_inputs = 784, dense_hidden = 128, dense_classes = 10;

/// A step's matrix products alone, each cut into one slice per thread: what no step can be faster than.
class DenseProducts {
 public:
  explicit DenseProducts(std::uint64_t batch)
      : batch_(batch),
        features_(batch * dense_inputs, 0.1f),
        weights1_(dense_hidden * dense_inputs, 0.1f),
        weights2_(dense_classes * dense_hidden, 0.1f),
        hidden_(batch * dense_hidden, 0.1f),
        logits_(batch * dense_classes, 0.1f),
        gradient1_(weights1_),
        gradient2_(weights2_) {}

  void run(std::uint64_t steps) {
    cpu::run_team(omp_get_max_threads(), [&](const cpu::TeamMember& member) {
      for (std::uint64_t step = 0; step < steps; ++step) {
        forward_and_back(member);
        member.wait_for_team();
        weight_gradients(member);
        member.wait_for_team();
      }
    });
  }

 private:
  void forward_and_back(const cpu::TeamMember& member) {
    const std::uint64_t row = member.first_of(batch_), rows = member.end_of(batch_) - row;
    float* const hidden = &hidden_[row * dense_hidden];
    float* const logits = &logits_[row * dense_classes];
    cpu::gemm(cpu::Multiplier::library, rows, dense_hidden, dense_inputs,
              {&features_[row * dense_inputs], dense_inputs},
              {weights1_.data(), dense_inputs, cpu::Transpose::yes}, hidden, dense_hidden);
    cpu::gemm(cpu::Multiplier::library, rows, dense_classes, dense_hidden, {hidden, dense_hidden},
              {weights2_.data(), dense_hidden, cpu::Transpose::yes}, logits, dense_classes);
    cpu::gemm(cpu::Multiplier::library, rows, dense_hidden, dense_classes, {logits, dense_classes},
              {weights2_.data(), dense_hidden}, hidden, dense_hidden);
  }

  void weight_gradients(const cpu::TeamMember& member) {
    const std::uint64_t output = member.first_of(dense_hidden),
                        outputs = member.end_of(dense_hidden) - output;
    cpu::gemm(cpu::Multiplier::library, outputs, dense_inputs, batch_,
              {&hidden_[output], dense_hidden, cpu::Transpose::yes}, {features_.data(), dense_inputs},
              &gradient1_[output * dense_inputs], dense_inputs);
    if (member.thread == 0) {
      cpu::gemm(cpu::Multiplier::library, dense_classes, dense_hidden, batch_,
                {logits_.data(), dense_classes, cpu::Transpose::yes}, {hidden_.data(), dense_hidden},
                gradient2_.data(), dense_hidden);
    }
  }

  std::uint64_t batch_;
  std::vector<float> features_, weights1_, weights2_, hidden_, logits_, gradient1_, gradient2_;
};

/// Steps, and in turns with them their matrix products alone. `of_products` is the median over such pairs.
void dense_step(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  const Dataset dataset = synthetic_dataset(20000, dense_inputs, true);
  const std::uint64_t hidden[] = {dense_hidden};
  const Network network(dense_inputs, hidden, dense_classes, Activation::relu, Loss::cross_entropy);
  const auto session = open_session(network, dataset, batch);
  DenseProducts products(batch);
  constexpr std::uint64_t steps = 50;
  const std::vector<StepScalars> scalars = adam_scalars(steps);
  std::uint64_t done = 0;
  std::vector<double> step_times, product_times, shares;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    session->train(done, scalars);
    const auto middle = std::chrono::steady_clock::now();
    products.run(steps);
    const auto end = std::chrono::steady_clock::now();
    done += steps;
    state.SetIterationTime(std::chrono::duration<double>(middle - start).count());
    step_times.push_back(std::chrono::duration<double>(middle - start).count() / steps);
    product_times.push_back(std::chrono::duration<double>(end - middle).count() / steps);
    shares.push_back(step_times.back() / product_times.back());
  }
  state.counters["call_us"] = median(step_times) * 1e6;
  state.counters["products_us"] = median(product_times) * 1e6;
  state.counters["of_products"] = median(shares);
}
BENCHMARK(dense_step)->Arg(32)->Arg(128)->Arg(256)->Arg(1024)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
