#pragma once

#include <Eigen/Core>
#include <optional>

#include "training/exact_solver/pivoted_qr.hpp"

namespace glissade {

/// The coordinates u that conjugate gradients work in, in which no feature's curvature is much below
/// another's for reasons that are known beforehand: weights in standard deviations of the features; and of
/// features that others explain but for a millionth of their variance, weights of what the others leave, in
/// its standard deviations. The curvature along a coordinate is 1, or 0 where there is nothing left.
class StepCoordinates {
 public:
  explicit StepCoordinates(const Eigen::VectorXd& deviation);
  /// `qr`: of features in standard deviations, as TriangularSystem has them.
  StepCoordinates(const Eigen::VectorXd& deviation, PivotedQr qr);

  const std::optional<PivotedQr>& qr() const { return qr_; }

  /// w = S·u.
  Eigen::VectorXd weights(const Eigen::VectorXd& u) const;
  /// Sᵀ·w.
  Eigen::VectorXd pulled_back(const Eigen::VectorXd& w) const;
  /// Squared length of each column of S.
  Eigen::VectorXd squared_scales() const;

  /// Aᵀ·left, with A the features in these coordinates and `left` in those of the rows of the triangle.
  /// Needs qr().
  Eigen::VectorXd products(const Eigen::VectorXd& left) const;
  /// Aᵀ·A·u. Needs qr().
  Eigen::VectorXd curved(const Eigen::VectorXd& u) const;

 private:
  /// Elements of the eliminated features in the order of their elimination, and back.
  Eigen::VectorXd in_order(const Eigen::VectorXd& values) const;
  Eigen::VectorXd in_place(const Eigen::VectorXd& values) const;

  Eigen::VectorXd inverse_deviation_;  // 1 where it is 0
  std::optional<PivotedQr> qr_;
  Eigen::MatrixXd triangle_;      // of the eliminated features, in their order
  Eigen::Index independent_ = 0;  // of these
};

}  // namespace glissade
