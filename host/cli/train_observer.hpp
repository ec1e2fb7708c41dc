#pragma once

#include <optional>

#include "cli/messages.hpp"
#include "cli/run_log.hpp"
#include "report/progress_line.hpp"

namespace glissade {

/// Shows a run that descends: a line that is redrawn on a terminal, else a line an epoch; writes epochs to
/// the log; stops the run at the first signal.
class TrainObserver final : public Notes {
 public:
  /// `epochs`: of the whole run.
  TrainObserver(const Notes& notes, RunLog& log, std::uint64_t epochs);

  void show_progress(const Progress& progress) override;
  void finish_epoch(const EpochReport& epoch) override;
  bool stop_requested() override;

 private:
  RunLog& log_;
  std::uint64_t epochs_;
  std::optional<ProgressLine> line_;
};

}  // namespace glissade
