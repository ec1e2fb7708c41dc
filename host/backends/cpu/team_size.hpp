#pragma once

#include <cstdint>

namespace glissade::cpu {

/// How many threads take the next steps: all, or one where all are slower, as they are while another program
/// keeps one of their cores busy, or where two processors are threads of a single core. Found by measuring: a
/// few milliseconds of the other size now and then, more seldom the longer it loses.
class TeamSize {
 public:
  /// Steps to be run by one team, and timed.
  struct Turn {
    int threads = 1;
    std::uint64_t steps = 0;
  };

  explicit TeamSize(int most) : most_(most), threads_(most) {}

  /// The next turn of a call that has so many steps left.
  Turn next(std::uint64_t steps_left) const;
  void measured(const Turn& turn, double seconds);

 private:
  int other() const { return threads_ == 1 ? most_ : 1; }
  void end_sample();
  void end_trial();

  int most_;
  int threads_;  ///< outside of trials
  bool in_trial_ = false;
  std::uint64_t sample_steps_ = 0;  ///< of the sample under way, like the next one
  double sample_seconds_ = 0.0;
  double step_seconds_ = 0.0;  ///< of the last sample outside of trials; 0: none yet
  double seconds_since_trial_ = 0.0;
  double seconds_between_trials_ = 0.02;
};

}  // namespace glissade::cpu
