#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/phase.hpp"
#include "glissade/run_result.hpp"

namespace glissade {

/// The run that is about to start.
struct RunStart {
  std::string device;
  std::string device_reason;  ///< why this device, in one clause
  std::uint64_t rows = 0;     ///< of training
  std::uint64_t features = 0;
  std::uint64_t parameters = 0;
  std::uint64_t epochs = 0;  ///< 0: none, the exact solver takes no steps
  std::vector<ChosenOption> chosen;
};

/// Receives what a run says, and answers what it asks: the only way from the library up to its caller. Every
/// call comes from the thread that runs it.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  /// Whether anybody reads notes and warnings; advice that takes time to find is not looked for otherwise.
  virtual bool is_listening() const { return false; }
  /// One line about what was found or is being done.
  virtual void note(std::string_view /*text*/) {}
  /// One line about what the caller may not have meant.
  virtual void warn(std::string_view /*text*/) {}
  /// One line about something that was asked for and is lost, though the run goes on.
  virtual void report_loss(std::string_view text) { warn(text); }

  /// Once, between the preparation of the data and the first step.
  virtual void start(const RunStart& /*start*/) {}
  /// After each call for steps, about ten times a second.
  virtual void show_progress(const Progress& /*progress*/) {}
  /// After each epoch.
  virtual void finish_epoch(const EpochReport& /*epoch*/) {}
  /// After each stretch of the run: reading, preparing, calls for steps, validation, checkpoints.
  virtual void finish_phase(const Phase& /*phase*/) noexcept {}
  /// Asked as often as progress is shown; true ends the run with what it has learnt.
  virtual bool stop_requested() { return false; }
};

}  // namespace glissade
