#include "verification/bounds/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glissade::verification {
namespace {

constexpr double failure_probability = 1e-9;

double worst_case_growth(double depth, double u) {
  return depth * u < 1.0 ? depth * u / (1.0 - depth * u) : std::numeric_limits<double>::infinity();
}

double probable_growth(double depth, double sums, double u) {
  const double lambda = std::sqrt(2.0 * std::log(2.0 * sums / failure_probability));
  return std::expm1(lambda * std::sqrt(depth) * u + depth * u * u / (1.0 - u));
}

}  // namespace

Arithmetic arithmetic_of(Precision precision, int weights) {
  switch (precision) {
    case Precision::fp32:
      break;
    case Precision::tf32:
      return {0x1p-23, 0x1p-10, 0x1p-136, false, 2};
    case Precision::bf16:
      return {0x1p-23, 0x1p-8, 0x1p-133, false, weights};
  }
  return {};
}

double sum_growth(const SumShape& shape, const Arithmetic& arithmetic) {
  const double u = arithmetic.unit_roundoff;
  const double terms = static_cast<double>(shape.terms);
  const double depth = shape.depth == 0 ? terms : std::min(terms, static_cast<double>(shape.depth));
  const double worst_case = worst_case_growth(depth, u);
  if (!arithmetic.rounds_to_nearest || shape.terms == 0)
    return worst_case;
  const double sums = terms * static_cast<double>(std::max<std::uint64_t>(shape.compared, 1));
  return std::min(worst_case, probable_growth(depth, sums, u));
}

double sum_bound(const SumShape& shape, double magnitude, const Arithmetic& arithmetic, double factors) {
  const double rounded = 1.0 + arithmetic.input_error;
  const double growth = 1.0 + sum_growth(shape, arithmetic);
  const double underflow =
      arithmetic.rounded_factors == 0 ? 0.0 : rounded * growth * arithmetic.input_underflow * factors;
  return (std::pow(rounded, arithmetic.rounded_factors) * growth - 1.0) * magnitude + underflow +
         static_cast<double>(shape.terms) * smallest_subnormal;
}

}  // namespace glissade::verification
