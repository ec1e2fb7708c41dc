#include "comparison/measured_run.hpp"

#include <memory>

#include "numeric/stopwatch.hpp"

namespace glissade::comparison {
namespace {

/// Hands everything on to a session that outlives it, and counts what is trained.
class SharedSession final : public Session {
 public:
  SharedSession(std::shared_ptr<Session> session, TimedCalls& calls, std::optional<TimedCalls>& first_call)
      : session_(std::move(session)), calls_(calls), first_call_(first_call) {}

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override {
    const Stopwatch stopwatch;
    Sums sums = session_->train(first_step, scalars, before);
    calls_.seconds += stopwatch.seconds();
    calls_.rows += sums.rows - before.rows;
    if (sums.device_seconds) {
      calls_.device_seconds =
          calls_.device_seconds.value_or(0.0) + *sums.device_seconds - before.device_seconds.value_or(0.0);
    }
    if (!first_call_)
      first_call_ = calls_;
    return sums;
  }
  Sums evaluate(const DatasetView& data) override { return session_->evaluate(data); }
  void predict(const DatasetView& data, std::span<float> outputs) override {
    session_->predict(data, outputs);
  }
  State state() const override { return session_->state(); }
  void restore(const State& state) override { session_->restore(state); }
  Trace trace(std::uint64_t step, const StepScalars& scalars) override {
    return session_->trace(step, scalars);
  }

 private:
  std::shared_ptr<Session> session_;
  TimedCalls& calls_;
  std::optional<TimedCalls>& first_call_;
};

/// Times the opening of a session, and keeps it for what comes after training.
class TimedBackend final : public Backend {
 public:
  explicit TimedBackend(const Backend& backend) : backend_(backend) {}

  std::string_view name() const override { return backend_.name(); }

  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override {
    const Stopwatch stopwatch;
    session_ = backend_.open(network, data, options);
    open_seconds_ = stopwatch.seconds();
    return std::make_unique<SharedSession>(session_, calls_, first_call_);
  }

  Session& session() const { return *session_; }
  double open_seconds() const { return open_seconds_; }
  TimedCalls trained() const { return without_warm_up(calls_, first_call_.value_or(TimedCalls())); }
  double warm_up_seconds() const { return calls_.seconds - trained().seconds; }

 private:
  const Backend& backend_;
  mutable std::shared_ptr<Session> session_;
  mutable double open_seconds_ = 0.0;
  mutable TimedCalls calls_;
  mutable std::optional<TimedCalls> first_call_;
};

}  // namespace

MeasuredRun measure_run(const Backend& backend, const Network& network, const DatasetView& opened,
                        const DatasetView& evaluated, std::span<const float> initial_arena,
                        const TrainingOptions& options) {
  const TimedBackend timed(backend);
  MeasuredRun run;
  run.result = train(timed, network, opened, DatasetView(), initial_arena, options);
  run.open_seconds = timed.open_seconds();
  run.warm_up_seconds = timed.warm_up_seconds();
  run.train = timed.trained();
  const Stopwatch stopwatch;
  timed.session().evaluate(evaluated);
  run.evaluate_seconds = stopwatch.seconds();
  return run;
}

std::optional<double> measure_rate(const Backend& backend, const Network& network, const DatasetView& data,
                                   std::span<const float> initial_arena, TrainingOptions options,
                                   double seconds) {
  constexpr std::uint64_t more_than_time_allows = 1'000'000;
  options.epochs = more_than_time_allows;
  options.max_seconds = seconds;
  const TimedBackend timed(backend);
  if (train(timed, network, data, DatasetView(), initial_arena, options).divergence)
    return std::nullopt;
  return timed.trained().rate();
}

}  // namespace glissade::comparison
