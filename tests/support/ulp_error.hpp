#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace glissade::testing {

/// |computed − exact| in units in the last place of an fp32 number as large as `exact`, of 2^-149 below the
/// normal range. Where fp32 cannot hold the exact result: 0 if `computed` is the same infinity or a NaN too,
/// else infinite.
inline double ulp_error(float computed, double exact) {
  const float rounded = static_cast<float>(exact);
  if (!std::isfinite(rounded) || !std::isfinite(computed)) {
    const bool same = rounded == computed || (std::isnan(rounded) && std::isnan(computed));
    return same ? 0.0 : std::numeric_limits<double>::infinity();
  }
  const int exponent = exact == 0.0 ? -126 : std::max(std::ilogb(exact), -126);
  return std::fabs(static_cast<double>(computed) - exact) / std::ldexp(1.0, exponent - 23);
}

}  // namespace glissade::testing
