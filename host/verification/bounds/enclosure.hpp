#pragma once

#include <cstdint>
#include <span>

namespace glissade::verification {

/// The exact value of an expression, and an interval that holds whatever fp32 makes of it: every operation
/// widens the interval by its own rounding, u·|result|, and products and quotients by half a subnormal.
/// Evaluating a formula with it instead of double derives that formula's error bound, cancellation and
/// division included, so that nobody has to estimate a tolerance.
///
/// Operations that fp32 does exactly (by 0 or ±1) do not widen. The interval's ends are computed in fp64,
/// whose own roundings, 2^-29 of those accounted for, are neglected.
struct Enclosure {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;

  Enclosure() = default;
  /// A constant or input; widened by one rounding where fp32 cannot hold it.
  explicit Enclosure(double exact);

  /// value ± bound.
  static Enclosure around(double value, double bound);
};

/// `value`, and a function that fp32 evaluates within `ulps` units in the last place (of 2^-149 below the
/// normal range), whose exact values lie in [low, high].
Enclosure within_ulps(double value, double low, double high, double ulps);

/// What is stored in bf16: its rounding on top, 2^-8 of the result.
Enclosure stored_in_bf16(const Enclosure& number);

Enclosure operator+(const Enclosure& left, const Enclosure& right);
Enclosure operator-(const Enclosure& left, const Enclosure& right);
Enclosure operator*(const Enclosure& left, const Enclosure& right);
Enclosure operator/(const Enclosure& left, const Enclosure& right);

/// A number that is replaced by 0 where its magnitude is below the limit: the interval then holds 0, too.
Enclosure flushed_to_zero(const Enclosure& number, double limit);

Enclosure sqrt(const Enclosure& argument);
Enclosure exp(const Enclosure& argument);
Enclosure log(const Enclosure& argument);
Enclosure minimum(const Enclosure& left, const Enclosure& right);

/// Whichever of the numbers fp32 finds largest.
Enclosure largest_of(std::span<const Enclosure> numbers);

/// A sum whose terms pass through at most `depth` additions; 0: in any order. Worst case, not by
/// chance: see sum_growth.
Enclosure sum_of(std::span<const Enclosure> terms, std::uint64_t depth);
inline Enclosure sum_of(std::span<const Enclosure> terms) {
  return sum_of(terms, 0);
}

/// A sum of fp32 terms that is kept in fp64 (Sums), whose own roundings are neglected as those of the ends
/// are.
Enclosure sum_in_fp64(std::span<const Enclosure> terms);

inline double value_of(const Enclosure& number) {
  return number.value;
}

/// How far fp32 may be from the exact value at most, on either side.
double radius(const Enclosure& number);

/// Whether fp32 may make an infinity of it, or no number.
bool may_overflow(const Enclosure& number);

/// |computed − value| as a fraction of what the enclosure allows on that side: at most 1 inside. Infinite for
/// a computed value that is not finite, unless the exact one is not either or fp32 may overflow.
double fraction_used(const Enclosure& enclosure, double computed);

}  // namespace glissade::verification
