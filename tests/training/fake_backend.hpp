#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "backends/validate.hpp"
#include "glissade/backend.hpp"
#include "glissade/batches.hpp"

namespace glissade {

/// Computes nothing, but obeys a session's contract in what the training loop can see: the first element of
/// the arena counts the updates on top of what was restored, and everything asked for is written down.
struct FakeRecord {
  struct Call {
    std::uint64_t first_step = 0;
    std::vector<StepScalars> scalars;
  };
  std::vector<Call> calls;
  std::vector<State> restored;
  std::vector<std::uint64_t> evaluated_after;  ///< updates done at each evaluate()
  SessionOptions options;

  std::uint64_t steps() const {
    std::uint64_t count = 0;
    for (const Call& call : calls)
      count += call.scalars.size();
    return count;
  }
};

struct FakeBehaviour {
  std::vector<double> validation_losses;  ///< of each evaluate() in turn, per row; the last one repeats
  std::optional<std::uint64_t> nonfinite_step;
  std::chrono::milliseconds step_time{0};
  std::chrono::milliseconds warm_up_time{0};  ///< of the first call
};

class FakeSession final : public Session {
 public:
  FakeSession(FakeRecord& record, const FakeBehaviour& behaviour, const Network& network, BatchPlan plan)
      : record_(record), behaviour_(behaviour), network_(network), plan_(plan) {}

  /// Every row of step s has loss s + 1 in each output; one row of each batch is predicted correctly.
  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override {
    if (record_.calls.empty())
      std::this_thread::sleep_for(behaviour_.warm_up_time);
    record_.calls.push_back({first_step, {scalars.begin(), scalars.end()}});
    Sums sums = before.loss.empty() ? no_sums() : before;
    for (std::uint64_t step = first_step; step < first_step + scalars.size(); ++step) {
      std::this_thread::sleep_for(behaviour_.step_time);
      if (behaviour_.nonfinite_step && step >= *behaviour_.nonfinite_step) {
        sums.first_nonfinite_step = behaviour_.nonfinite_step;
        break;
      }
      const std::uint64_t rows = plan_.batch_rows(step);
      sums.rows += rows;
      sums.weight += static_cast<double>(rows);
      sums.correct += 1;
      for (double& loss : sums.loss)
        loss += static_cast<double>(rows) * static_cast<double>(step + 1);
      state_.arena.front() += 1.0;
      ++state_.step;
    }
    return sums;
  }

  Sums evaluate(const DatasetView& data) override {
    const std::size_t call = record_.evaluated_after.size();
    record_.evaluated_after.push_back(state_.step);
    Sums sums = no_sums();
    sums.rows = data.rows();
    sums.weight = static_cast<double>(data.rows());
    const std::size_t last = behaviour_.validation_losses.size() - 1;
    for (double& loss : sums.loss)
      loss = sums.weight * behaviour_.validation_losses[std::min(call, last)];
    return sums;
  }

  void predict(const DatasetView&, std::span<float>) override {}
  State state() const override { return state_; }
  void restore(const State& state) override {
    validate_state(network_, record_.options.optimizer, state);
    record_.restored.push_back(state);
    state_ = state;
  }
  Trace trace(std::uint64_t, const StepScalars&) override { return {}; }

 private:
  Sums no_sums() const {
    Sums sums;
    sums.loss.assign(network_.losses(), 0.0);
    return sums;
  }

  FakeRecord& record_;
  FakeBehaviour behaviour_;
  Network network_;
  BatchPlan plan_;
  State state_;
};

class FakeBackend final : public Backend {
 public:
  FakeBehaviour behaviour;
  mutable FakeRecord record;

  std::string_view name() const override { return "fake"; }
  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override {
    validate_session(network, data, options);
    record.options = options;
    return std::make_unique<FakeSession>(record, behaviour, network,
                                         BatchPlan(data.rows(), options.batch_size, options.seed));
  }
};

}  // namespace glissade
