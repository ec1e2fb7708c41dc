#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/commands/train_page.hpp"
#include "cli/commands/train_plan.hpp"
#include "cli/output/extra_file.hpp"
#include "cli/output/result_output.hpp"
#include "cli/output/run_log.hpp"
#include "cli/output/train_observer.hpp"
#include "data/files/atomic_file.hpp"
#include "data/files/output_place.hpp"
#include "data/files/promised_format.hpp"
#include "report/training_outcome.hpp"
#include "report/training_report.hpp"
#include "run/model_saving.hpp"
#include "run/observed_phase.hpp"
#include "run/training_run.hpp"
#include "text/shell_quoting.hpp"

namespace glissade {
namespace {

constexpr double default_checkpoint_seconds = 60.0;

void show_epochs(const RunResult& run, Notes& notes) {
  const TrainingResult& result = run.training;
  if (result.epochs.empty())
    return;
  const std::optional<std::uint64_t> best = best_validated_epoch(result);
  notes.show(epoch_table(result.epochs, best).text());
  const EpochReport* const kept = run.kept_epoch();
  if (best && kept->epoch != *best)
    notes.note("* marks the best epoch; the model is that of epoch " + std::to_string(kept->epoch) +
               ", and {patience} would keep the best");
}

/// A model with a text behind it is none.
void refuse_standard_output(const std::string& out) {
  if (resolve_output(out).descriptor == STDOUT_FILENO)
    throw Error(ErrorKind::usage, "{out} names standard output, to which the results go",
                "Name a file, or a pipe such as >(gzip >model.gz) of a shell.");
}

RunOptions run_options(const ProgramOptions& options) {
  RunOptions run = options.run;
  run.may_defer = true;
  // Checkpoints tell their data by its checksum.
  run.may_check_beside = !options.plan && !options.checkpoint;
  CheckpointInterval& interval = run.training.checkpoint_interval;
  if (interval.steps == 0 && interval.seconds == 0.0)
    interval.seconds = default_checkpoint_seconds;
  return run;
}

/// Trains, and saves the model.
FitResult train_and_save(const ProgramOptions& options, const Notes& notes, RunLog& log, TimeLine& time_line,
                         RunCheckpoints* checkpoints) {
  const std::string out = options.model_file();
  TrainObserver observer(notes, log, time_line, options.command);
  FitResult fit = train_run(run_options(options), observer, checkpoints, options.command);
  // A signal must not wait for the reader of a pipe.
  if (AtomicFile::is_written_directly(out))
    observer.release_signals();
  const auto phase = observed_phase("save model", observer);
  save_trained_model(fit.model, out);
  return fit;
}

/// Only rows that it was not trained on show how good a model is.
std::string next_command(const ProgramOptions& options, const TrainingResult& training) {
  if (options.checkpoint && (training.stopped == StopReason::signal || training.stopped == StopReason::time))
    return options.resume ? "repeat the command to go on" : "repeat the command with --resume to go on";
  const std::optional<SourceOptions> validation = options.run.validation_source();
  if (!validation)
    return "glissade inspect " + shell_quoted(options.model_file());
  const SourceOptions& source = *validation;
  std::string command =
      "glissade evaluate " + shell_quoted(options.model_file()) + " --data " + shell_quoted(source.data);
  if (!source.labels.empty())
    command += " --labels " + shell_quoted(source.labels);
  if (!source.target.empty())
    command += " --target " + shell_quoted(source.target);
  // A synthetic source that states no seed takes this one.
  if (is_synthetic(source.data) && source.seed != 0)
    command += " --seed " + std::to_string(source.seed);
  return command;
}

int report_outcome(const ProgramOptions& options, const FitResult& fit, RunLog& log, ExtraFile& report,
                   ExtraFile& trace, const TimeLine& time_line, Notes& notes) {
  const TrainingResult& training = fit.run.training;
  const nlohmann::ordered_json document = outcome_json(fit, options.model_file());
  log.write("end", document);
  std::optional<Error> file_error = report.write([&] { return train_page(options, fit); });
  std::optional<Error> trace_error =
      trace.write([&] { return time_line.document(options.command(fit.run.chosen)); });
  if (file_error && trace_error)
    notes.warn(trace_error->what());
  else if (trace_error)
    file_error = std::move(trace_error);
  // A run that diverged has both a result and an error; of the result there is nothing to read.
  if (training.divergence) {
    if (file_error)
      notes.warn(file_error->what());
    return write_result(document, "", divergence_error(*training.divergence, options.model_file()),
                        options.json);
  }
  const int status =
      write_result(document, outcome_text(fit, options.model_file(), next_command(options, training)),
                   file_error, options.json);
  return status == 0 && training.stopped == StopReason::signal ? 128 + StopSignals::received() : status;
}

}  // namespace

int run_train(const ProgramOptions& options) {
  check_run_options(options.run);
  Notes notes(options.quiet);
  if (options.plan) {
    require_plan(options);
    show_plan(prepare_run(run_options(options), Purpose::planning, notes), options);
    return 0;
  }
  refuse_standard_output(options.model_file());
  require_promise_kept("out", options.model_file(), "a model is", {".safetensors"});
  AtomicFile::require_writable(options.model_file());
  TimeLine time_line;
  ExtraFile report = page_file(options.report);
  ExtraFile trace = time_line_file(options.trace);
  std::optional<RunCheckpoints> checkpoints;
  if (options.checkpoint)
    checkpoints.emplace(*options.checkpoint, options.resume, notes);
  RunLog log(options.log, options.resume, notes);
  const FitResult fit = train_and_save(options, notes, log, time_line, checkpoints ? &*checkpoints : nullptr);
  show_epochs(fit.run, notes);
  return report_outcome(options, fit, log, report, trace, time_line, notes);
}

}  // namespace glissade
