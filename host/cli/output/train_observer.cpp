#include "cli/output/train_observer.hpp"

#include <unistd.h>

#include "report/training_report.hpp"

namespace glissade {

TrainObserver::TrainObserver(const Notes& notes, RunLog& log, CommandText command)
    : Notes(notes), log_(log), command_(std::move(command)) {
  if (is_listening() && ::isatty(STDERR_FILENO) != 0)
    line_.emplace(STDERR_FILENO);
}

void TrainObserver::note(std::string_view text) {
  if (line_)
    line_->clear();
  Notes::note(text);
}

void TrainObserver::start(const RunStart& start) {
  nlohmann::ordered_json json;
  json["command"] = command_(start.chosen);
  json["device"] = start.device;
  json["device_reason"] = start.device_reason;
  json["rows"] = start.rows;
  json["features"] = start.features;
  json["parameters"] = start.parameters;
  json["epochs"] = start.epochs;
  log_.write("start", json);
  epochs_ = start.epochs;
  signals_.emplace();
}

void TrainObserver::show_progress(const Progress& progress) {
  if (line_)
    line_->show(progress);
}

void TrainObserver::finish_epoch(const EpochReport& epoch) {
  log_.write("epoch", epoch_json(epoch));
  if (!line_)
    note(epoch_line(epoch, epochs_));
}

bool TrainObserver::stop_requested() {
  return StopSignals::received() != 0;
}

}  // namespace glissade
