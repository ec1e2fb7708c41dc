#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "training/exact_solver/normal_equations.hpp"
#include "training/moments/step_coordinates.hpp"

namespace glissade {

/// All that squared error depends on of a linear model's rows, in fp64: means of preprocessed features and
/// targets and of their products. Products are taken about the means, so that no distance from zero costs
/// digits, and of features in standard deviations: v = deviation · weight stands for a weight.
class RowMoments {
 public:
  RowMoments(std::uint64_t rows, NormalEquations equations);

  /// Computes with the eliminated triangle of the rows instead of their products, which square the condition.
  void use(PivotedQr qr) { coordinates_ = StepCoordinates(deviation_, std::move(qr)); }

  std::uint64_t rows() const { return rows_; }
  Eigen::Index features() const { return deviation_.size(); }
  Eigen::Index outputs() const { return equations_.target_mean.size(); }
  const Eigen::VectorXd& deviation() const { return deviation_; }
  const Eigen::VectorXd& feature_mean() const { return equations_.feature_mean; }
  const Eigen::VectorXd& target_mean() const { return equations_.target_mean; }
  const Eigen::VectorXd& target_variance() const { return equations_.target_variance; }
  const NormalEquations& equations() const { return equations_; }

  /// Residuals of one output under a weight for each feature and a bias.
  struct Residuals {
    double mean = 0.0;
    double mean_square = 0.0;
    Eigen::VectorXd products;  ///< mean of (residual − mean) · feature, in standard deviations of the feature
    Eigen::VectorXd slopes;  ///< the same for the features in coordinates()
  };
  Residuals residuals(Eigen::Index output, const Eigen::Ref<const Eigen::VectorXd>& weights,
                      double bias) const;

  const StepCoordinates& coordinates() const { return coordinates_; }
  /// C·u with C the mean products of the features in coordinates().
  Eigen::VectorXd curved(const Eigen::VectorXd& u) const;

 private:
  std::uint64_t rows_;
  NormalEquations equations_;
  Eigen::VectorXd deviation_;
  StepCoordinates coordinates_;
};

}  // namespace glissade
