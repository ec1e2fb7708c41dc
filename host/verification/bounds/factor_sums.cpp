#include "verification/bounds/factor_sums.hpp"

#include <cmath>

namespace glissade::verification {

std::vector<double> row_magnitudes(std::span<const double> values, std::uint64_t columns) {
  std::vector<double> sums(values.size() / columns);
  for (std::uint64_t index = 0; index < values.size(); ++index)
    sums[index / columns] += std::fabs(values[index]);
  return sums;
}

std::vector<double> column_magnitudes(std::span<const double> values, std::uint64_t columns) {
  std::vector<double> sums(columns);
  for (std::uint64_t index = 0; index < values.size(); ++index)
    sums[index % columns] += std::fabs(values[index]);
  return sums;
}

}  // namespace glissade::verification
