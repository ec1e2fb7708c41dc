#include "training/moments/step_coordinates.hpp"

#include <utility>

namespace glissade {
namespace {

/// The share of a feature's variance from which on its own weight is a good coordinate.
constexpr double least_share = 0x1p-20;

Eigen::VectorXd inverse_or_one(const Eigen::VectorXd& deviation) {
  return (deviation.array() > 0.0).select(deviation.cwiseInverse(), 1.0);
}

}  // namespace

StepCoordinates::StepCoordinates(const Eigen::VectorXd& deviation)
    : inverse_deviation_(inverse_or_one(deviation)) {}

StepCoordinates::StepCoordinates(const Eigen::VectorXd& deviation, PivotedQr qr)
    : inverse_deviation_(inverse_or_one(deviation)), qr_(std::move(qr)) {
  const PivotedFactor& factor = qr_->factor;
  triangle_.resize(factor.rank(), factor.rank());
  for (Eigen::Index column = 0; column < factor.rank(); ++column)
    triangle_.col(column) =
        factor.factor.row(factor.pivots[static_cast<std::size_t>(column)]).head(factor.rank()).transpose();
  while (independent_ < factor.rank() &&
         triangle_(independent_, independent_) * triangle_(independent_, independent_) >= least_share)
    ++independent_;
}

Eigen::VectorXd StepCoordinates::in_order(const Eigen::VectorXd& values) const {
  return values(qr_->factor.pivots);
}

Eigen::VectorXd StepCoordinates::in_place(const Eigen::VectorXd& values) const {
  Eigen::VectorXd all = Eigen::VectorXd::Zero(inverse_deviation_.size());
  all(qr_->factor.pivots) = values;
  return all;
}

Eigen::VectorXd StepCoordinates::weights(const Eigen::VectorXd& u) const {
  if (!qr_)
    return inverse_deviation_.cwiseProduct(u);
  const Eigen::VectorXd ordered = in_order(u);
  Eigen::VectorXd weights = ordered;
  weights.head(independent_).setZero();
  triangle_.triangularView<Eigen::Upper>().solveInPlace(weights);
  weights.head(independent_) += ordered.head(independent_);
  return inverse_deviation_.cwiseProduct(in_place(weights));
}

Eigen::VectorXd StepCoordinates::pulled_back(const Eigen::VectorXd& w) const {
  if (!qr_)
    return inverse_deviation_.cwiseProduct(w);
  const Eigen::VectorXd ordered = in_order(inverse_deviation_.cwiseProduct(w));
  Eigen::VectorXd pulled = ordered;
  triangle_.triangularView<Eigen::Upper>().transpose().solveInPlace(pulled);
  pulled.head(independent_) = ordered.head(independent_);
  return in_place(pulled);
}

Eigen::VectorXd StepCoordinates::squared_scales() const {
  if (!qr_)
    return inverse_deviation_.array().square();
  Eigen::VectorXd squares(inverse_deviation_.size());
  for (Eigen::Index i = 0; i < squares.size(); ++i)
    squares[i] = weights(Eigen::VectorXd::Unit(squares.size(), i)).squaredNorm();
  return squares;
}

Eigen::VectorXd StepCoordinates::products(const Eigen::VectorXd& left) const {
  Eigen::VectorXd products = left;
  products.head(independent_) =
      triangle_.topLeftCorner(independent_, independent_).triangularView<Eigen::Upper>().transpose() *
      left.head(independent_);
  return in_place(products);
}

Eigen::VectorXd StepCoordinates::curved(const Eigen::VectorXd& u) const {
  Eigen::VectorXd left = in_order(u);
  left.head(independent_) =
      (triangle_.topLeftCorner(independent_, independent_).triangularView<Eigen::Upper>() *
       left.head(independent_))
          .eval();
  return products(left);
}

}  // namespace glissade
