#include "run/step_cost.hpp"

#include <algorithm>

namespace glissade {
namespace {

// Measured on one thread of a server CPU with AVX-512, and rounded down for slower ones. Products of small
// matrices cost little more than their calls.
constexpr double flops_per_second = 60e9;
constexpr double bytes_per_second = 4e9;
constexpr double seconds_per_parameter = 0.4e-9;
constexpr double seconds_per_step = 4e-6;
constexpr double seconds_per_call = 12e-6;
constexpr double seconds_per_row = 0.05e-6;
constexpr std::uint64_t least_steps = 500;

}  // namespace

double estimated_step_seconds(const StepFacts& facts, std::uint64_t batch_size) {
  const auto rows = static_cast<double>(std::min(batch_size, std::max<std::uint64_t>(facts.rows, 1)));
  const auto parameters = static_cast<double>(facts.parameters);
  // Forward, and the gradients of weights and of what is before them: two operations each.
  const double arithmetic = (facts.has_hidden_layers ? 6.0 : 4.0) * rows * parameters / flops_per_second;
  const double reading = 4.0 * rows * static_cast<double>(facts.features) / bytes_per_second;
  return seconds_per_step + (facts.has_hidden_layers ? seconds_per_call : 0.0) + rows * seconds_per_row +
         std::max(arithmetic, reading) + parameters * seconds_per_parameter;
}

bool is_small_step(const StepFacts& facts, std::uint64_t batch_size) {
  // If other programs run, too, a thread waits for one that has lost its processor far longer than this.
  constexpr double meeting_seconds = 100e-6;
  return estimated_step_seconds(facts, batch_size) < meeting_seconds;
}

std::uint64_t affordable_steps(const StepFacts& facts, std::uint64_t batch_size, double seconds) {
  return std::max(least_steps,
                  static_cast<std::uint64_t>(seconds / estimated_step_seconds(facts, batch_size)));
}

}  // namespace glissade
