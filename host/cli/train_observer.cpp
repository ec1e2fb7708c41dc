#include "cli/train_observer.hpp"

#include <unistd.h>

#include "cli/stop_signals.hpp"
#include "report/training_report.hpp"

namespace glissade {

TrainObserver::TrainObserver(const Notes& notes, RunLog& log, std::uint64_t epochs)
    : Notes(notes), log_(log), epochs_(epochs) {
  if (is_listening() && ::isatty(STDERR_FILENO) != 0)
    line_.emplace(STDERR_FILENO);
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
