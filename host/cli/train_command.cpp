#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/model_saving.hpp"
#include "cli/report_file.hpp"
#include "cli/result_output.hpp"
#include "cli/run_log.hpp"
#include "cli/stop_signals.hpp"
#include "cli/train_observer.hpp"
#include "cli/train_outcome.hpp"
#include "cli/train_page.hpp"
#include "cli/train_plan.hpp"
#include "data/files/atomic_file.hpp"
#include "data/files/output_place.hpp"
#include "report/training_report.hpp"
#include "run/descent.hpp"
#include "run/exact_run.hpp"
#include "run/preparation.hpp"
#include "training/stopwatch.hpp"

namespace glissade {
namespace {

nlohmann::ordered_json start_event(const TrainSettings& settings, const Preparation& run,
                                   const std::string& command) {
  nlohmann::ordered_json json;
  json["command"] = command;
  json["device"] = run.device.backend->name();
  json["device_reason"] = run.device.reason;
  json["rows"] = run.training.rows();
  json["features"] = run.model.network.features();
  json["parameters"] = run.model.network.parameter_count();
  json["epochs"] = settings.run.exact ? 0 : settings.run.training.epochs;
  return json;
}

void show_epochs(const TrainingResult& result, Notes& notes) {
  if (!result.epochs.empty())
    notes.show(epoch_table(result.epochs, result.best_epoch).text());
}

/// The run is not prolonged for it beyond a signal or the time that it was given, unless it diverged: only
/// the check can tell whether the data are to blame, and then no model may be replaced.
void finish_check(Preparation& run, const TrainSettings& settings, const TrainingResult& result,
                  const Stopwatch& stopwatch, Notes& notes) {
  if (!run.check)
    return;
  const std::optional<double> most_seconds = settings.run.training.max_seconds;
  const auto stop_requested = [&] {
    const bool is_over = most_seconds && stopwatch.seconds() >= *most_seconds;
    return !result.divergence && (StopSignals::received() != 0 || is_over);
  };
  if (run.check->is_under_way() && !stop_requested())
    notes.note("checks what is left of " + settings.run.source.data);
  const std::optional<std::string> checksum = run.check->finish(stop_requested);
  run.checksum = checksum.value_or("not computed");
  if (!checksum)
    notes.note("not all of " + settings.run.source.data +
               " was checked by the end of the run; the model has no checksum of its data");
}

/// The line of progress is gone before anything else is shown.
RunResult descend_and_show(Preparation& run, const TrainSettings& settings, const Notes& notes, RunLog& log,
                           std::optional<RunCheckpoints>& checkpoints) {
  TrainObserver observer(notes, log, settings.run.training.epochs);
  return descend(run, settings.run, observer, checkpoints ? &*checkpoints : nullptr);
}

/// A model with a text behind it is none.
void refuse_standard_output(const std::string& out) {
  if (resolve_output(out).descriptor == STDOUT_FILENO)
    throw Error(ErrorKind::usage, "--out names standard output, to which the results go",
                "Name a file, or a pipe such as >(gzip >model.gz) of a shell.");
}

int train_and_report(const TrainSettings& settings, const CommonArguments& common,
                     const std::string& command) {
  Notes notes(common.quiet);
  if (settings.plan) {
    require_plan(settings);
    show_plan(prepare_run(settings.run, notes), settings, common.json);
    return 0;
  }
  refuse_standard_output(settings.out);
  AtomicFile::require_writable(settings.out);
  ReportFile report(settings.report);
  std::optional<RunCheckpoints> checkpoints;
  if (settings.checkpoint)
    checkpoints.emplace(*settings.checkpoint, settings.resume, notes);
  RunLog log(settings.log, settings.resume, notes);
  Preparation run = prepare_run(settings.run, notes);
  log.write("start", start_event(settings, run, command));

  std::optional<StopSignals> signals(std::in_place);
  const Stopwatch stopwatch;
  const RunResult outcome = settings.run.exact ? exact_result(run, settings.run)
                                               : descend_and_show(run, settings, notes, log, checkpoints);
  finish_check(run, settings, outcome.training, stopwatch, notes);
  run.model.record = training_record(settings, outcome, command, run.checksum);
  // A signal must not wait for the reader of a pipe.
  if (AtomicFile::is_written_directly(settings.out))
    signals.reset();
  save_trained_model(run.model, settings.out);
  signals.reset();
  show_epochs(outcome.training, notes);
  const nlohmann::ordered_json document = outcome_json(settings, run.model, outcome);
  log.write("end", document);
  const std::optional<Error> page_error =
      report.write([&] { return train_page(settings, run, outcome, command); });
  // A run that diverged has both a result and an error; of the result there is nothing to read.
  if (const auto& divergence = outcome.training.divergence) {
    if (page_error)
      notes.warn(page_error->what());
    return write_result(document, "", divergence_error(settings, *divergence), common.json);
  }
  const int status =
      write_result(document, outcome_text(settings, run.model, outcome), page_error, common.json);
  return status == 0 && outcome.training.stopped == StopReason::signal ? 128 + StopSignals::received()
                                                                       : status;
}

}  // namespace

int run_train(bool classifier, const Arguments& arguments, CommonArguments& common) {
  TrainArguments given;
  const std::string name = classifier ? "train classifier" : "train linear";
  CommandLine line(name, name + " --data SOURCE [options]",
                   classifier ? "Trains a dense classifier: softmax regression, or with hidden layers."
                              : "Trains linear regression, by gradient descent or exactly.");
  add_train_options(line, given, classifier);
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  TrainSettings settings = train_settings(given, classifier, common.thread_count());
  settings.run.may_defer = true;
  // Checkpoints tell their data by its checksum.
  settings.run.may_check_beside = !settings.plan && !settings.checkpoint;
  return train_and_report(settings, common, line.reproducing_command());
}

}  // namespace glissade
