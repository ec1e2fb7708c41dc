#include "comparison/measured_run.hpp"

#include <memory>

#include "training/stopwatch.hpp"

namespace glissade::comparison {
namespace {

/// Hands everything on to a session that outlives it.
class SharedSession final : public Session {
 public:
  explicit SharedSession(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override {
    return session_->train(first_step, scalars, before);
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
    return std::make_unique<SharedSession>(session_);
  }

  Session& session() const { return *session_; }
  double open_seconds() const { return open_seconds_; }

 private:
  const Backend& backend_;
  mutable std::shared_ptr<Session> session_;
  mutable double open_seconds_ = 0.0;
};

}  // namespace

MeasuredRun measure_run(const Backend& backend, const Network& network, const DatasetView& opened,
                        const DatasetView& evaluated, std::span<const float> initial_arena,
                        const TrainingOptions& options) {
  const TimedBackend timed(backend);
  MeasuredRun run;
  run.result = train(timed, network, opened, DatasetView(), initial_arena, options);
  run.open_seconds = timed.open_seconds();
  for (const EpochReport& epoch : run.result.epochs)
    run.train_seconds += epoch.seconds;
  const Stopwatch stopwatch;
  timed.session().evaluate(evaluated);
  run.evaluate_seconds = stopwatch.seconds();
  return run;
}

}  // namespace glissade::comparison
