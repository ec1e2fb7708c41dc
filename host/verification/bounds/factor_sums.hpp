#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace glissade::verification {

/// Σ(|a| + |b|) over the products that add up to an element of a product of matrices, for sum_bound().
struct FactorSums {
  std::vector<double> left;   ///< Σ|a| for each row of the result
  std::vector<double> right;  ///< Σ|b| for each column of the result

  double operator[](std::uint64_t element) const {
    return left[element / right.size()] + right[element % right.size()];
  }
};

/// Σ|value| along each row, or each column, of a row-major matrix of so many columns.
std::vector<double> row_magnitudes(std::span<const double> values, std::uint64_t columns);
std::vector<double> column_magnitudes(std::span<const double> values, std::uint64_t columns);

}  // namespace glissade::verification
