#include "report/pages/svg_ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "text/text_format.hpp"

namespace glissade::svg {
namespace {

/// A tick at the very end of a range may be beyond it by roundings.
constexpr double slack = 1e-9;
constexpr std::array mantissas{1, 2, 5};

double power_of_ten(int exponent) {
  return std::pow(10.0, exponent);
}

int exponent_of(double positive) {
  return static_cast<int>(std::floor(std::log10(positive) + slack));
}

/// `mantissa` times ten to the power of `exponent`; a division keeps 3 · 0.1 at 0.3.
struct Decimal {
  int mantissa = 1;
  int exponent = 0;

  double times(double count) const {
    const double multiple = count * mantissa;
    return exponent < 0 ? multiple / power_of_ten(-exponent) : multiple * power_of_ten(exponent);
  }
};

Decimal step_between(double lowest, double highest, std::size_t most, double least) {
  // Halves, because the difference of two numbers may overflow.
  const double step =
      std::max((0.5 * highest - 0.5 * lowest) / (0.5 * static_cast<double>(most)), least) * (1.0 - slack);
  const int exponent = static_cast<int>(std::floor(std::log10(step)));
  for (const int mantissa : mantissas) {
    if (Decimal{mantissa, exponent}.times(1.0) >= step)
      return {mantissa, exponent};
  }
  return {1, exponent + 1};
}

struct Prefix {
  int exponent = 0;
  const char* text = "";
};

Prefix prefix_of(double value) {
  if (value >= 1e12)
    return {12, "T"};
  if (value >= 1e9)
    return {9, "G"};
  if (value >= 1e6)
    return {6, "M"};
  return value >= 1e4 ? Prefix{3, "k"} : Prefix{};
}

std::string fixed(double value, int decimals) {
  const std::string sign = value < 0.0 ? "−" : "";
  const double magnitude = std::abs(value);
  if (decimals == 0 && magnitude < 1e15)
    return sign + grouped(static_cast<std::uint64_t>(std::llround(magnitude)));
  std::array<char, 400> digits;
  std::snprintf(digits.data(), digits.size(), "%.*f", decimals, magnitude);
  return sign + digits.data();
}

/// The text of a number that is a multiple of ten to the power of `unit`, on an axis whose largest number is
/// `largest`.
std::string tick_text(double value, int unit, double largest) {
  constexpr int most_decimals = 3;
  if (value == 0.0)
    return "0";
  if (largest >= 1e15 || largest < 1e-3) {
    const int exponent = exponent_of(largest);
    return fixed(value / power_of_ten(exponent), std::max(0, exponent - unit)) + 'e' +
           std::to_string(exponent);
  }
  const Prefix prefix = prefix_of(largest);
  const int decimals = std::max(0, prefix.exponent - unit);
  if (prefix.exponent > 0 && decimals > most_decimals)
    return fixed(value, std::max(0, -unit));
  return fixed(value / power_of_ten(prefix.exponent), decimals) + prefix.text;
}

/// "0.05", "200", "5k"; where some of them need an exponent, thousands have one, too.
std::string decade_text(const Decimal& decimal, double highest) {
  const double value = decimal.times(1.0);
  if (highest >= 1e15 && value >= 1e3)
    return std::to_string(decimal.mantissa) + 'e' + std::to_string(decimal.exponent);
  return tick_text(value, decimal.exponent, value >= 1e3 ? std::max(value, 1e4) : value);
}

}  // namespace

std::vector<Tick> linear_ticks(double lowest, double highest, std::size_t most, double least_step) {
  const Decimal step = step_between(lowest, highest, most, least_step);
  const double unit = step.times(1.0);
  const double largest = std::max(std::abs(lowest), std::abs(highest));
  const double last = std::floor(highest / unit + slack);
  const double first = std::ceil(lowest / unit - slack);
  std::vector<Tick> ticks;
  // Whole numbers count from the first one.
  if (const double whole = std::ceil(lowest); least_step > 0.0 && whole < step.times(first))
    ticks.push_back({whole, tick_text(whole, 0, largest)});
  for (double count = first; count <= last; ++count) {
    const double value = step.times(count);
    ticks.push_back({value, tick_text(value, step.exponent, largest)});
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(double lowest, double highest, std::size_t most) {
  const double decades = std::log10(highest) - std::log10(lowest);
  const bool divides = decades * mantissas.size() <= static_cast<double>(most + 2);
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / static_cast<double>(most))));
  std::vector<Tick> ticks;
  for (int exponent = exponent_of(lowest); exponent <= exponent_of(highest); ++exponent) {
    for (const int mantissa : mantissas) {
      const double value = Decimal{mantissa, exponent}.times(1.0);
      const bool within = value >= lowest * (1.0 - slack) && value <= highest * (1.0 + slack);
      if (within && (divides || (mantissa == 1 && exponent % stride == 0)))
        ticks.push_back({value, decade_text({mantissa, exponent}, highest)});
    }
  }
  return ticks.size() > 1 ? ticks : linear_ticks(lowest, highest, most);
}

void round_out_linearly(double& lowest, double& highest, std::size_t most) {
  const Decimal step = step_between(lowest, highest, most, 0.0);
  const double unit = step.times(1.0);
  const double below = step.times(std::floor(lowest / unit + slack));
  const double above = step.times(std::ceil(highest / unit - slack));
  if (std::isfinite(below) && std::isfinite(above)) {
    lowest = below;
    highest = above;
  }
}

void round_out_logarithmically(double& lowest, double& highest) {
  double below = lowest, above = highest;
  const int first = exponent_of(lowest), last = exponent_of(highest);
  for (const int mantissa : mantissas) {
    const double value = Decimal{mantissa, first}.times(1.0);
    if (value <= lowest * (1.0 + slack) && value > 0.0)
      below = value;
  }
  for (const Decimal candidate :
       {Decimal{1, last + 1}, Decimal{5, last}, Decimal{2, last}, Decimal{1, last}}) {
    const double value = candidate.times(1.0);
    if (value >= highest * (1.0 - slack) && std::isfinite(value))
      above = value;
  }
  lowest = below;
  highest = above;
}

}  // namespace glissade::svg
