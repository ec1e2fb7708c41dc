#include "training/moments/row_moments.hpp"

#include <algorithm>
#include <utility>

namespace glissade {

RowMoments::RowMoments(std::uint64_t rows, NormalEquations equations)
    : rows_(rows),
      equations_(std::move(equations)),
      deviation_(equations_.feature_variance.cwiseSqrt()),
      coordinates_(deviation_) {}

RowMoments::Residuals RowMoments::residuals(Eigen::Index output,
                                            const Eigen::Ref<const Eigen::VectorXd>& weights,
                                            double bias) const {
  const Eigen::VectorXd v = deviation_.cwiseProduct(weights);
  const double variance = equations_.target_variance[output];
  Residuals residuals;
  residuals.mean = bias + weights.dot(equations_.feature_mean) - equations_.target_mean[output];
  double centred = 0.0;
  if (const auto& qr = coordinates_.qr()) {
    const auto right = qr->right.col(output);
    const Eigen::VectorXd left = qr->factor.factor.transpose() * v - right;
    residuals.products = qr->factor.factor * left;
    residuals.slopes = coordinates_.products(left);
    centred = std::max(variance - right.squaredNorm(), 0.0) + left.squaredNorm();
  } else {
    const auto cross = equations_.cross.col(output);
    residuals.products = equations_.correlation * v;
    residuals.products -= cross;
    residuals.slopes = residuals.products;
    // variance − 2·v·cross + v·C·v, of which rounding may leave less than nothing.
    centred = variance - v.dot(cross) + v.dot(residuals.products);
    centred = centred < 0.0 ? 0.0 : centred;
  }
  residuals.mean_square = centred + residuals.mean * residuals.mean;
  return residuals;
}

Eigen::VectorXd RowMoments::curved(const Eigen::VectorXd& u) const {
  return coordinates_.qr() ? coordinates_.curved(u) : Eigen::VectorXd(equations_.correlation * u);
}

}  // namespace glissade
