#pragma once

namespace glissade {

/// While one lives, the first SIGINT, SIGTERM or SIGHUP is remembered, and a second one ends the process at
/// once; before and after that the first does. SIGHUP stays ignored where the program was started so, as by
/// nohup.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that came; 0: none.
  static int received() noexcept;

 private:
  bool takes_hangup_;
};

/// A closed pipe or a file at its size limit becomes a failed write, which is reported, rather than an end
/// without a word.
void turn_write_signals_into_errors();

}  // namespace glissade
