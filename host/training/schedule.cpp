#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "glissade/error.hpp"
#include "glissade/training.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

Error invalid_schedule(std::string_view text, const std::string& reason) {
  return {ErrorKind::usage, "the schedule '" + std::string(text) + "' " + reason,
          "Use constant, cosine or step:EPOCHS:FACTOR, for example step:5:0.1."};
}

}  // namespace

double Schedule::factor(std::uint64_t step, std::uint64_t total_steps, std::uint64_t steps_per_epoch) const {
  double factor = 1.0;
  if (kind == Kind::step) {
    const std::uint64_t epoch = step / std::max<std::uint64_t>(steps_per_epoch, 1);
    const std::uint64_t falls = epoch / std::max<std::uint64_t>(step_epochs, 1);
    factor = std::pow(step_factor, static_cast<double>(falls));
  } else if (kind == Kind::cosine && step >= warmup_steps && total_steps > warmup_steps) {
    const double progress = static_cast<double>(std::min(step, total_steps) - warmup_steps) /
                            static_cast<double>(total_steps - warmup_steps);
    factor = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  }
  if (step < warmup_steps)
    factor *= static_cast<double>(step + 1) / static_cast<double>(warmup_steps);
  return factor;
}

Schedule parse_schedule(std::string_view text) {
  if (text == "constant")
    return {};
  if (text == "cosine")
    return {.kind = Schedule::Kind::cosine};

  constexpr std::string_view prefix = "step:";
  if (!text.starts_with(prefix))
    throw invalid_schedule(text, "is not known");
  const std::string_view values = text.substr(prefix.size());
  const std::size_t colon = values.find(':');
  if (colon == std::string_view::npos)
    throw invalid_schedule(text, "has no factor");
  const auto epochs = parse_count(values.substr(0, colon));
  const auto factor = parse_number(values.substr(colon + 1));
  if (!epochs || *epochs == 0)
    throw invalid_schedule(text, "does not have a whole number of epochs from 1 up");
  if (!factor || *factor <= 0.0)
    throw invalid_schedule(text, "does not have a factor above 0");
  return {.kind = Schedule::Kind::step, .step_epochs = *epochs, .step_factor = *factor};
}

}  // namespace glissade
