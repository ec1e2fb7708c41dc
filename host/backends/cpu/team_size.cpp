#include "backends/cpu/team_size.hpp"

#include <algorithm>
#include <cmath>

namespace glissade::cpu {
namespace {

// Systems take a core away for some milliseconds at a time. One thread seldom waits for it.
constexpr double least_sample_seconds = 20e-3;
constexpr double trial_seconds = 5e-3;
// A step of one thread may take as long as those of all together.
constexpr double longest_trial_step_seconds = 20e-3;
// Trials, but for the first, take a hundredth of the time at most.
constexpr double trials_apart = 100.0;
constexpr double most_seconds_between_trials = 5.0;
// Anything may take longer for a moment, without a lasting reason.
constexpr double clearly_faster = 0.95;
constexpr double clearly_slower = 1.3;

}  // namespace

TeamSize::Turn TeamSize::next(std::uint64_t steps_left) const {
  if (step_seconds_ <= 0.0 || most_ == 1)
    return {threads_, steps_left};
  const double seconds =
      in_trial_ ? trial_seconds - sample_seconds_ : seconds_between_trials_ - seconds_since_trial_;
  const double steps = std::clamp(std::ceil(seconds / step_seconds_), 1.0, static_cast<double>(steps_left));
  return {in_trial_ ? other() : threads_, static_cast<std::uint64_t>(steps)};
}

void TeamSize::measured(const Turn& turn, double seconds) {
  sample_steps_ += turn.steps;
  sample_seconds_ += seconds;
  if (!in_trial_)
    seconds_since_trial_ += seconds;
  if (sample_seconds_ < (in_trial_ ? trial_seconds : least_sample_seconds) || most_ == 1)
    return;
  if (in_trial_)
    end_trial();
  else
    end_sample();
  sample_steps_ = 0;
  sample_seconds_ = 0.0;
}

void TeamSize::end_sample() {
  const double before = step_seconds_;
  step_seconds_ = sample_seconds_ / static_cast<double>(sample_steps_);
  const bool is_due = seconds_since_trial_ >= seconds_between_trials_;
  const bool has_slowed_down = before > 0.0 && step_seconds_ > clearly_slower * before &&
                               seconds_since_trial_ >= trials_apart * trial_seconds;
  const double longest = step_seconds_ * (threads_ == 1 ? 1 : most_);
  in_trial_ = (is_due || has_slowed_down) && longest <= longest_trial_step_seconds;
}

void TeamSize::end_trial() {
  const double step_seconds = sample_seconds_ / static_cast<double>(sample_steps_);
  if (step_seconds < clearly_faster * step_seconds_) {
    threads_ = other();
    step_seconds_ = step_seconds;
    seconds_between_trials_ = 0.0;
  }
  seconds_between_trials_ = std::max(std::min(2.0 * seconds_between_trials_, most_seconds_between_trials),
                                     trials_apart * sample_seconds_);
  seconds_since_trial_ = 0.0;
  in_trial_ = false;
}

}  // namespace glissade::cpu
