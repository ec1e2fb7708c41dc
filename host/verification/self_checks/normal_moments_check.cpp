#include <cmath>

#include "numeric/random_fill.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

constexpr std::size_t sample = std::size_t{1} << 20;

/// Four moments together exceed it once in 10^9 seeds: 4·erfc(6.37/√2) = 7.6e-10.
constexpr double largest_deviation = 6.37;

}  // namespace

/// By Hermite polynomials, of which the k-th has mean 0 and variance k! under the normal distribution and
/// which are uncorrelated: the mean of n of them deviates by √(k!/n).
std::vector<VerificationCheck> check_moments(std::span<const float> values) {
  const auto count = static_cast<double>(values.size());
  double sums[4] = {};
  for (const float value : values) {
    const double z = value;
    sums[0] += z;
    sums[1] += z * z - 1.0;
    sums[2] += z * z * z - 3.0 * z;
    sums[3] += z * z * z * z - 6.0 * z * z + 3.0;
  }
  const char* const names[4] = {"normals.mean", "normals.variance", "normals.skewness", "normals.kurtosis"};
  const double variances[4] = {1.0, 2.0, 6.0, 24.0};
  std::vector<VerificationCheck> checks;
  for (int moment = 0; moment < 4; ++moment) {
    checks.push_back({.name = names[moment],
                      .figure = std::fabs(sums[moment]) / std::sqrt(variances[moment] * count),
                      .limit = largest_deviation,
                      .meaning = "standard errors, over " + std::to_string(values.size()) + " numbers"});
  }
  return checks;
}

std::vector<VerificationCheck> check_normal_moments(std::uint64_t seed) {
  std::vector<float> values(sample);
  fill_normals({.seed = seed, .purpose = RandomPurpose::features}, 0, values);
  return check_moments(values);
}

}  // namespace glissade::verification
