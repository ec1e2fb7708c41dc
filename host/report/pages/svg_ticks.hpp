#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace glissade::svg {

/// A round number on an axis.
struct Tick {
  double value = 0.0;
  std::string text;  ///< "0.25", "−20", "150k", "2e-7"
};

/// The multiples of 1, 2 or 5 times a power of ten from `lowest` to `highest`, about `most` of them. With a
/// `least_step` of 1 all are whole, and the first whole number is among them. The range must be wider than a
/// billionth of its larger end.
std::vector<Tick> linear_ticks(double lowest, double highest, std::size_t most, double least_step = 0.0);

/// 1, 2 and 5 times powers of ten within a positive range; powers of ten alone in a wide range, and
/// linear ticks in a narrow one.
std::vector<Tick> logarithmic_ticks(double lowest, double highest, std::size_t most);

/// The nearest multiples of the step of linear_ticks() outside the range.
void round_out_linearly(double& lowest, double& highest, std::size_t most);

/// The nearest of 1, 2 and 5 times powers of ten outside a positive range.
void round_out_logarithmically(double& lowest, double& highest);

}  // namespace glissade::svg
