#include "verification/bounds/moments_bound.hpp"

#include <cmath>

#include "verification/bounds/bounds.hpp"

namespace glissade::verification {
namespace {

constexpr double double_roundoff = 0x1p-53;

/// The error of conversion to fp32: one rounding; of bytes, those of scale, product, shift and sum.
double input_error(const DatasetView& rows, std::uint64_t feature, double length) {
  if (rows.scale.empty())
    return unit_roundoff * length + smallest_subnormal;
  const double shift = std::abs(double{rows.shift[feature]});
  return 4.0 * unit_roundoff * (length + 2.0 * shift) + 4.0 * smallest_subnormal;
}

}  // namespace

MomentsBound::MomentsBound(const Network& network, const RowMoments& moments, const DatasetView& rows)
    : network_(network), moments_(moments) {
  const auto terms = static_cast<double>(moments.rows()) + static_cast<double>(moments.features()) + 16.0;
  growth_ = 2.0 * terms * double_roundoff / (1.0 - terms * double_roundoff);
  const NormalEquations& equations = moments.equations();
  for (Eigen::Index feature = 0; feature < moments.features(); ++feature) {
    const auto index = static_cast<std::uint64_t>(feature);
    const double length = std::hypot(moments.deviation()[feature], moments.feature_mean()[feature]);
    // The mean as stored, in units of the preprocessed feature; of one that does not vary it is not known,
    // and its preprocessing exact.
    const double stored = std::abs(equations.stored_feature_mean[index]) * equations.unit[feature] *
                          moments.deviation()[feature];
    length_.push_back(length);
    input_error_.push_back(input_error(rows, index, length));
    raw_.push_back(length + stored);
  }
  for (Eigen::Index output = 0; output < moments.outputs(); ++output) {
    const double length =
        std::hypot(std::sqrt(moments.target_variance()[output]), moments.target_mean()[output]);
    target_length_.push_back(length +
                             std::abs(equations.stored_target_mean[static_cast<std::size_t>(output)]));
    target_error_.push_back(unit_roundoff * length + smallest_subnormal);
  }
}

MomentsBound::Bounds MomentsBound::at(std::span<const double> arena, std::uint64_t output) const {
  const std::span<const double> weights =
      arena.subspan(network_.weight(0).offset + output * network_.features(), network_.features());
  const double bias = arena[network_.bias(0).offset + output];
  double change = target_error_[output];
  double summed = std::abs(bias) + target_length_[output];
  for (std::size_t feature = 0; feature < weights.size(); ++feature) {
    change += std::abs(weights[feature]) * input_error_[feature];
    summed += std::abs(weights[feature]) * raw_[feature];
  }
  change += growth_ * summed;
  const Eigen::Map<const Eigen::VectorXd> as_vector(weights.data(), moments_.features());
  const double residual =
      std::sqrt(moments_.residuals(static_cast<Eigen::Index>(output), as_vector, bias).mean_square);
  const double factor = 2.0 / static_cast<double>(network_.outputs());
  Bounds bounds;
  bounds.loss = 2.0 * residual * change + change * change + growth_ * summed * summed;
  bounds.bias = factor * (change + growth_ * summed);
  for (std::size_t feature = 0; feature < weights.size(); ++feature)
    bounds.weights.push_back(factor *
                             (length_[feature] * change + input_error_[feature] * (residual + change) +
                              growth_ * raw_[feature] * summed));
  return bounds;
}

}  // namespace glissade::verification
