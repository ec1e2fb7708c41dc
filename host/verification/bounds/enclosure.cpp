#include "verification/bounds/enclosure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glissade/numeric/elementary.hpp"
#include "verification/bounds/bounds.hpp"

namespace glissade::verification {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_float = std::numeric_limits<float>::max();

/// From an indeterminate end (∞ − ∞) nothing follows but that the result is a number.
double or_unbounded(double end, double unbounded) {
  return std::isnan(end) ? unbounded : end;
}

Enclosure widened(double value, double low, double high, double relative, double absolute) {
  Enclosure result;
  result.value = value;
  result.low = or_unbounded(low - relative * std::fabs(low) - absolute, -infinity);
  result.high = or_unbounded(high + relative * std::fabs(high) + absolute, infinity);
  return result;
}

bool is_exactly(const Enclosure& number, double constant) {
  return number.low == constant && number.high == constant;
}

/// Half a subnormal, the largest error of a result that underflows.
constexpr double underflow = smallest_subnormal / 2;

/// The product of interval ends: an end at infinity stands for all large numbers, of which 0 times is 0.
double end_product(double left, double right) {
  return left == 0.0 || right == 0.0 ? 0.0 : left * right;
}

/// The sum of the terms, widened by `growth` of their magnitudes.
Enclosure widened_sum(std::span<const Enclosure> terms, double growth) {
  double value = 0.0, low = 0.0, high = 0.0, magnitude = 0.0;
  for (const Enclosure& term : terms) {
    value += term.value;
    low += term.low;
    high += term.high;
    magnitude += std::max(std::fabs(term.low), std::fabs(term.high));
  }
  return widened(value, low, high, 0.0, growth * magnitude);
}

}  // namespace

Enclosure::Enclosure(double exact) : value(exact), low(exact), high(exact) {
  if (std::fabs(exact) <= largest_float && static_cast<double>(static_cast<float>(exact)) != exact)
    *this = widened(exact, exact, exact, unit_roundoff, underflow);
}

Enclosure Enclosure::around(double value, double bound) {
  return widened(value, value, value, 0.0, bound);
}

/// A unit is at most 2u of a normal result, and the smallest subnormal below.
Enclosure within_ulps(double value, double low, double high, double ulps) {
  return widened(value, low, high, 2.0 * unit_roundoff * ulps, smallest_subnormal * ulps);
}

Enclosure stored_in_bf16(const Enclosure& number) {
  constexpr double relative = 0x1p-8;
  constexpr double smallest_subnormal_bf16 = 0x1p-133;
  return widened(number.value, number.low, number.high, relative, smallest_subnormal_bf16);
}

Enclosure operator+(const Enclosure& left, const Enclosure& right) {
  const bool exact = is_exactly(left, 0.0) || is_exactly(right, 0.0);
  return widened(left.value + right.value, left.low + right.low, left.high + right.high,
                 exact ? 0.0 : unit_roundoff, 0.0);
}

Enclosure operator-(const Enclosure& left, const Enclosure& right) {
  const bool exact = is_exactly(left, 0.0) || is_exactly(right, 0.0);
  return widened(left.value - right.value, left.low - right.high, left.high - right.low,
                 exact ? 0.0 : unit_roundoff, 0.0);
}

Enclosure operator*(const Enclosure& left, const Enclosure& right) {
  const auto [low, high] =
      std::minmax({end_product(left.low, right.low), end_product(left.low, right.high),
                   end_product(left.high, right.low), end_product(left.high, right.high)});
  const auto is_exact = [](const Enclosure& factor) {
    return is_exactly(factor, 0.0) || is_exactly(factor, 1.0) || is_exactly(factor, -1.0);
  };
  const bool exact = is_exact(left) || is_exact(right);
  return widened(left.value * right.value, low, high, exact ? 0.0 : unit_roundoff, exact ? 0.0 : underflow);
}

Enclosure operator/(const Enclosure& left, const Enclosure& right) {
  if (right.low <= 0.0 && right.high >= 0.0) {
    Enclosure unbounded = widened(left.value / right.value, -infinity, infinity, 0.0, 0.0);
    // Of a quotient of numbers that are not negative at least the sign is known, and its smallest value.
    if (left.low >= 0.0 && right.low == 0.0 && right.high > 0.0)
      unbounded.low = (left.low / right.high) * (1.0 - unit_roundoff) - underflow;
    return unbounded;
  }
  const auto [low, high] = std::minmax(
      {left.low / right.low, left.low / right.high, left.high / right.low, left.high / right.high});
  const bool exact = is_exactly(left, 0.0) || is_exactly(right, 1.0);
  return widened(left.value / right.value, low, high, exact ? 0.0 : unit_roundoff, exact ? 0.0 : underflow);
}

Enclosure flushed_to_zero(const Enclosure& number, double limit) {
  Enclosure result = number;
  if (number.low < limit && number.high > -limit) {
    result.low = std::min(number.low, 0.0);
    result.high = std::max(number.high, 0.0);
  }
  return result;
}

Enclosure sqrt(const Enclosure& argument) {
  const bool exact = is_exactly(argument, 0.0) || is_exactly(argument, 1.0);
  // Where rounding alone can make the argument negative, the program that is checked sees 0 at worst.
  return widened(std::sqrt(argument.value), std::sqrt(std::max(argument.low, 0.0)),
                 std::sqrt(std::max(argument.high, 0.0)), exact ? 0.0 : unit_roundoff, 0.0);
}

Enclosure exp(const Enclosure& argument) {
  if (is_exactly(argument, 0.0))
    return Enclosure(1.0);
  Enclosure result =
      within_ulps(std::exp(argument.value), std::exp(argument.low), std::exp(argument.high), exp_ulp_bound);
  result.low = std::max(result.low, 0.0);
  return result;
}

Enclosure log(const Enclosure& argument) {
  if (is_exactly(argument, 1.0))
    return Enclosure(0.0);
  return within_ulps(std::log(argument.value), std::log(std::max(argument.low, 0.0)), std::log(argument.high),
                     log_ulp_bound);
}

Enclosure minimum(const Enclosure& left, const Enclosure& right) {
  return widened(std::min(left.value, right.value), std::min(left.low, right.low),
                 std::min(left.high, right.high), 0.0, 0.0);
}

Enclosure largest_of(std::span<const Enclosure> numbers) {
  Enclosure largest = numbers.front();
  for (const Enclosure& number : numbers) {
    largest.value = std::max(largest.value, number.value);
    largest.low = std::max(largest.low, number.low);
    largest.high = std::max(largest.high, number.high);
  }
  return largest;
}

Enclosure sum_of(std::span<const Enclosure> terms, std::uint64_t depth) {
  // One term is not added to anything, n terms in any order pass through at most n − 1 additions.
  const std::uint64_t additions = terms.size() <= 1 ? 0 : terms.size() - 1;
  Arithmetic worst_case;
  worst_case.rounds_to_nearest = false;
  return widened_sum(terms, additions == 0 ? 0.0 : sum_growth({additions, depth}, worst_case));
}

Enclosure sum_in_fp64(std::span<const Enclosure> terms) {
  return widened_sum(terms, terms.size() <= 1 ? 0.0 : static_cast<double>(terms.size()) * 0x1p-53);
}

double radius(const Enclosure& number) {
  return std::max(number.high - number.value, number.value - number.low);
}

bool may_overflow(const Enclosure& number) {
  return !(number.low >= -largest_float && number.high <= largest_float);
}

double fraction_used(const Enclosure& enclosure, double computed) {
  const double difference = std::fabs(computed - enclosure.value);
  if (difference == 0.0)
    return 0.0;
  if (!std::isfinite(computed)) {
    return may_overflow(enclosure) || !std::isfinite(enclosure.value) ? 0.0 : infinity;
  }
  if (std::isnan(difference))
    return infinity;
  const double allowed =
      computed > enclosure.value ? enclosure.high - enclosure.value : enclosure.value - enclosure.low;
  return allowed > 0.0 ? difference / allowed : infinity;
}

}  // namespace glissade::verification
