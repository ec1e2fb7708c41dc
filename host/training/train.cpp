#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "data/files/file_mapping.hpp"
#include "glissade/batches.hpp"
#include "glissade/training.hpp"
#include "numeric/stopwatch.hpp"
#include "numeric/timed_phase.hpp"
#include "training/checkpoint/checkpoint_clock.hpp"
#include "training/chunk_length.hpp"
#include "training/early_stopping.hpp"
#include "training/loss_totals.hpp"
#include "training/step_scalars.hpp"
#include "training/timed_calls.hpp"
#include "training/training_checks.hpp"
#include "training/training_loop.hpp"

namespace glissade {
namespace {

/// A diverging run in fp64 can hold finite parameters that fp32 cannot; they become its largest numbers.
std::vector<float> to_float(std::span<const double> values) {
  static constexpr double largest = std::numeric_limits<float>::max();
  std::vector<float> rounded(values.size());
  std::transform(values.begin(), values.end(), rounded.begin(),
                 [](double value) { return static_cast<float>(std::clamp(value, -largest, largest)); });
  return rounded;
}

/// From here to the end of the block.
auto timed_phase(std::string_view name, const TrainingCallbacks& callbacks) {
  return TimedPhase(name, [&callbacks](const Phase& phase) {
    if (callbacks.phase)
      callbacks.phase(phase);
  });
}

/// One run of train(): what it was asked for, and how far it has come.
class Run {
 public:
  Run(LoopSubject subject, const Network& network, const TrainingOptions& options,
      const TrainingCallbacks& callbacks)
      : subject_(std::move(subject)),
        session_(*subject_.session),
        options_(options),
        callbacks_(callbacks),
        plan_(subject_.rows, options.batch_size, options.seed),
        total_steps_(options.epochs * plan_.steps_per_epoch()),
        checkpoint_clock_(options.checkpoint_interval),
        totals_(network, options.target_scale),
        patience_(options.patience.value_or(0), options.min_improvement) {}

  void resume(const RunState& state);
  TrainingResult finish();

 private:
  std::optional<StopReason> train_epoch(std::uint64_t epoch);
  bool train_chunk(std::uint64_t steps);
  Sums timed_steps(std::span<const StepScalars> scalars);
  std::optional<StopReason> close_epoch(std::uint64_t epoch);
  void judge(EpochReport& report);
  std::optional<StopReason> reason_to_stop() const;
  void offer_checkpoint();
  void take_checkpoint();
  RunState where_it_stands() const;
  double seconds() const { return earlier_seconds_ + stopwatch_.seconds(); }
  void record_divergence(std::uint64_t step);
  void report_progress(std::uint64_t epoch) const;

  LoopSubject subject_;
  Session& session_;
  const TrainingOptions& options_;
  const TrainingCallbacks& callbacks_;
  BatchPlan plan_;
  std::uint64_t total_steps_;
  Stopwatch stopwatch_;
  double earlier_seconds_ = 0.0;  // of the calls that this one resumes
  CheckpointClock checkpoint_clock_;
  ChunkLength chunk_length_;
  Sums epoch_sums_;             // of the current epoch
  LossTotals totals_;           // the same, as means
  double epoch_seconds_ = 0.0;  // of the current epoch's training steps
  std::optional<TimedCalls> first_call_;
  BestEpoch best_;
  Patience patience_;
  std::vector<double> best_arena_;  // kept under patience only
  TrainingResult result_;
};

void Run::resume(const RunState& state) {
  session_.restore(state.state);
  result_.steps = state.state.step;
  result_.epochs = state.epochs;
  epoch_sums_ = state.epoch_sums;
  epoch_seconds_ = state.epoch_seconds;
  earlier_seconds_ = state.seconds;
  best_ = BestEpoch(state.best_epoch, state.best_loss);
  patience_.restore(state.patience_loss, state.epochs_without_improvement);
  best_arena_ = state.best_arena;
  checkpoint_clock_.restart(result_.steps);
}

TrainingResult Run::finish() {
  if (options_.patience && patience_.is_exhausted())
    result_.stopped = StopReason::patience;
  else if (!result_.epochs.empty() && subject_.has_converged())
    result_.stopped = StopReason::converged;
  while (result_.stopped == StopReason::epochs && result_.epochs.size() < options_.epochs) {
    if (const auto reason = train_epoch(result_.epochs.size()))
      result_.stopped = *reason;
  }
  if (callbacks_.checkpoint && !result_.divergence)
    take_checkpoint();
  result_.best_epoch = best_.epoch();
  std::vector<double> arena = best_arena_.empty() ? session_.state().arena : std::move(best_arena_);
  result_.arena = to_float(arena);
  if (subject_.keeps_double)
    result_.arena64 = std::move(arena);
  result_.seconds = seconds();
  return std::move(result_);
}

std::optional<StopReason> Run::train_epoch(std::uint64_t epoch) {
  const std::uint64_t end = (epoch + 1) * plan_.steps_per_epoch();
  while (result_.steps < end) {
    if (const auto reason = reason_to_stop())
      return reason;
    const std::uint64_t steps = std::min(chunk_length_.steps(), end - result_.steps);
    if (!train_chunk(checkpoint_clock_.shortened(result_.steps, steps)))
      return StopReason::diverged;
    report_progress(epoch);
    if (result_.steps < end)
      offer_checkpoint();
  }
  const auto reason = close_epoch(epoch);
  epoch_sums_ = {};
  epoch_seconds_ = 0.0;
  if (!reason)
    offer_checkpoint();
  return reason;
}

void Run::offer_checkpoint() {
  // The last one is taken at the end, whatever the time.
  if (!callbacks_.checkpoint || result_.steps == total_steps_ || !checkpoint_clock_.is_due(result_.steps))
    return;
  take_checkpoint();
  checkpoint_clock_.restart(result_.steps);
}

void Run::take_checkpoint() {
  const auto phase = timed_phase("checkpoint", callbacks_);
  callbacks_.checkpoint(where_it_stands());
}

RunState Run::where_it_stands() const {
  RunState state;
  state.state = session_.state();
  state.epoch_sums = epoch_sums_;
  state.epoch_seconds = epoch_seconds_;
  state.seconds = seconds();
  state.epochs = result_.epochs;
  state.best_epoch = best_.epoch();
  state.best_loss = best_.loss();
  state.patience_loss = patience_.reference_loss();
  state.epochs_without_improvement = patience_.without_improvement();
  state.best_arena = best_arena_;
  return state;
}

/// Those of the epoch so far, with these steps.
Sums Run::timed_steps(std::span<const StepScalars> scalars) {
  auto phase = timed_phase("steps", callbacks_);
  Sums sums = session_.train(result_.steps, scalars, epoch_sums_);
  phase.went_through(sums.rows - epoch_sums_.rows,
                     sums.device_seconds.value_or(0.0) - epoch_sums_.device_seconds.value_or(0.0));
  return sums;
}

/// Whether everything stayed finite.
bool Run::train_chunk(std::uint64_t steps) {
  std::vector<StepScalars> scalars(steps);
  for (std::uint64_t i = 0; i < steps; ++i)
    scalars[i] = step_scalars(options_, result_.steps + i, total_steps_, plan_.steps_per_epoch());

  const Stopwatch stopwatch;
  const Sums sums = timed_steps(scalars);
  const double seconds = stopwatch.seconds();
  subject_.require_unchanged();
  if (sums.first_nonfinite_step) {
    record_divergence(*sums.first_nonfinite_step);
    return false;
  }
  if (!first_call_)
    first_call_ = TimedCalls{sums.rows - epoch_sums_.rows, seconds};
  epoch_sums_ = sums;
  totals_.assign(sums);
  epoch_seconds_ += seconds;
  chunk_length_.measured(steps, seconds);
  result_.steps += steps;
  return true;
}

void Run::record_divergence(std::uint64_t step) {
  result_.steps = step;
  result_.divergence = TrainingResult::Divergence{
      .epoch = plan_.epoch_of(step) + 1,
      .step = step + 1,
      .learning_rate = scheduled_learning_rate(options_, step, total_steps_, plan_.steps_per_epoch())};
}

std::optional<StopReason> Run::close_epoch(std::uint64_t epoch) {
  EpochReport report;
  report.epoch = epoch + 1;
  report.train_loss = totals_.mean_loss();
  report.train_accuracy = totals_.accuracy();
  report.learning_rate =
      scheduled_learning_rate(options_, result_.steps - 1, total_steps_, plan_.steps_per_epoch());
  report.seconds = epoch_seconds_;
  report.rows = totals_.rows();
  report.samples_per_second = without_warm_up({report.rows, report.seconds}, *first_call_).rate();
  first_call_ = TimedCalls();
  judge(report);
  subject_.require_unchanged();
  const bool best = best_.offer(report.epoch, report.validation_loss.value_or(report.train_loss));
  result_.epochs.push_back(report);
  if (callbacks_.epoch)
    callbacks_.epoch(report);

  if (options_.patience) {
    if (best)
      best_arena_ = session_.state().arena;
    patience_.judge(*report.validation_loss);
    if (patience_.is_exhausted())
      return StopReason::patience;
  }
  return subject_.has_converged() ? std::optional(StopReason::converged) : std::nullopt;
}

void Run::judge(EpochReport& report) {
  if (subject_.validation.is_empty())
    return;
  const auto phase = timed_phase("validation", callbacks_);
  subject_.validation.judge(session_, report);
}

std::optional<StopReason> Run::reason_to_stop() const {
  if (callbacks_.stop_requested && callbacks_.stop_requested())
    return StopReason::signal;
  if (options_.max_seconds && stopwatch_.seconds() >= *options_.max_seconds)
    return StopReason::time;
  return std::nullopt;
}

void Run::report_progress(std::uint64_t epoch) const {
  if (!callbacks_.progress)
    return;
  Progress progress;
  progress.epoch = epoch + 1;
  progress.epochs = options_.epochs;
  progress.rows_done = totals_.rows();
  progress.rows = plan_.rows;
  progress.loss = totals_.mean_loss();
  progress.accuracy = totals_.accuracy();
  if (epoch_seconds_ > 0.0)
    progress.rows_per_second = static_cast<double>(totals_.rows()) / epoch_seconds_;
  // From all that has passed, so that validation counts too.
  progress.seconds_left =
      seconds() * static_cast<double>(total_steps_ - result_.steps) / static_cast<double>(result_.steps);
  if (options_.max_seconds)
    progress.seconds_left =
        std::clamp(*options_.max_seconds - stopwatch_.seconds(), 0.0, progress.seconds_left);
  callbacks_.progress(progress);
}

}  // namespace

SessionOptions session_options(const TrainingOptions& options) {
  return {.optimizer = optimizer_options(options),
          .batch_size = options.batch_size,
          .seed = options.seed,
          .threads = options.threads,
          .class_weights = options.class_weights,
          .precision = options.precision};
}

TrainingResult train(const Backend& backend, const Network& network, const DatasetView& training,
                     const DatasetView& validation, std::span<const float> initial_arena,
                     const TrainingOptions& options, const TrainingCallbacks& callbacks,
                     const RunState* resumed) {
  check_training(network, training, validation, options);
  if (resumed != nullptr)
    check_resumption(network, training.rows(), options, *resumed);
  LoopSubject subject;
  {
    // A device's copy of the data is made here.
    const auto phase = timed_phase("open session", callbacks);
    subject.session = backend.open(network, training, session_options(options));
  }
  subject.rows = training.rows();
  subject.validation = Validation(network, validation, options.target_scale);
  subject.require_unchanged = [&] {
    require_unchanged(training.features.data);
    require_unchanged(validation.features.data);
  };
  if (resumed == nullptr) {
    State start;
    start.arena.assign(initial_arena.begin(), initial_arena.end());
    subject.session->restore(start);
  }
  return run_training_loop(std::move(subject), network, options, callbacks, resumed);
}

TrainingResult run_training_loop(LoopSubject subject, const Network& network, const TrainingOptions& options,
                                 const TrainingCallbacks& callbacks, const RunState* resumed) {
  Run run(std::move(subject), network, options, callbacks);
  if (resumed != nullptr)
    run.resume(*resumed);
  return run.finish();
}

}  // namespace glissade
