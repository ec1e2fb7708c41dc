#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/dataset.hpp"
#include "glissade/network.hpp"
#include "training/moments/row_moments.hpp"

namespace glissade::verification {

/// How far loss and gradient of squared error, from moments of a table's rows in fp64, may be from those of
/// the same rows in fp32, summed in fp64 in any order.
///
/// With ‖·‖ the root of a mean square over rows, x features, r residuals, and dx, dy what fp32 leaves out of
/// a value, the residual of a row changes by at most Σ|w|·|dx| + |dy|; its root mean square d is below
/// Σ|w|·‖dx‖ + ‖dy‖. By Cauchy and Schwarz the mean of x·r then changes by at most ‖x‖·d + ‖dx‖·(‖r‖ + d),
/// and that of r² by 2·‖r‖·d + d². Sums and preprocessing in fp64 add γ times what they sum, values before
/// they are shifted included.
class MomentsBound {
 public:
  MomentsBound(const Network& network, const RowMoments& moments, const DatasetView& rows);

  struct Bounds {
    double loss = 0.0;            ///< of the output's mean squared residual
    std::vector<double> weights;  ///< of the gradient, one per feature
    double bias = 0.0;
  };
  /// Bound of one output, under the parameters in `arena`.
  Bounds at(std::span<const double> arena, std::uint64_t output) const;

 private:
  const Network& network_;
  const RowMoments& moments_;
  double growth_;                      // γ of sums in fp64
  std::vector<double> length_;         // ‖x‖ of each feature
  std::vector<double> input_error_;    // ‖dx‖
  std::vector<double> raw_;            // ‖x‖ and the mean before the shift
  std::vector<double> target_length_;  // ‖y‖ of each output, and the mean before the shift
  std::vector<double> target_error_;   // ‖dy‖
};

}  // namespace glissade::verification
