#include "cli/output/train_observer.hpp"

#include <unistd.h>

#include <algorithm>

#include "report/training_report.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_lines = 20;

}  // namespace

TrainObserver::TrainObserver(const Notes& notes, RunLog& log, TimeLine& time_line, CommandText command)
    : Notes(notes), log_(log), time_line_(time_line), command_(std::move(command)) {
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
  // Some epochs of very many are enough: the table at the end is thinned out, too.
  const std::uint64_t stride = std::max<std::uint64_t>(1, std::min(epochs_ / most_lines, epoch.epoch));
  if (!line_ && (epoch.epoch % stride == 0 || epoch.epoch == epochs_ || epoch.epoch == 1))
    note(epoch_line(epoch, epochs_));
}

bool TrainObserver::stop_requested() {
  return StopSignals::received() != 0;
}

}  // namespace glissade
