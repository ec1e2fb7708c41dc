#pragma once

#include <optional>
#include <string>

#include "cli/output/messages.hpp"
#include "cli/output/run_log.hpp"
#include "process/stop_signals.hpp"
#include "report/progress_line.hpp"
#include "report/time_line.hpp"
#include "run/training_run.hpp"

namespace glissade {

/// Shows a run: a line that is redrawn on a terminal, else a line an epoch; writes start and epochs to the
/// log; stops the run at the first signal. Before the start and after destruction a signal ends the process.
class TrainObserver final : public Notes {
 public:
  /// `command`: for the log.
  TrainObserver(const Notes& notes, RunLog& log, TimeLine& time_line, CommandText command);

  void note(std::string_view text) override;
  void start(const RunStart& start) override;
  void show_progress(const Progress& progress) override;
  void finish_epoch(const EpochReport& epoch) override;
  void finish_phase(const Phase& phase) noexcept override { time_line_.add(phase); }
  bool stop_requested() override;

  /// From now on a signal ends the process.
  void release_signals() { signals_.reset(); }

 private:
  RunLog& log_;
  TimeLine& time_line_;
  CommandText command_;
  std::uint64_t epochs_ = 0;
  std::optional<ProgressLine> line_;
  std::optional<StopSignals> signals_;
};

}  // namespace glissade
