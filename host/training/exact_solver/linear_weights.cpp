#include "training/exact_solver/linear_weights.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "training/exact_solver/pivoted_qr.hpp"

namespace glissade {

namespace {

/// The system in coordinates v = width · w in which the matrix has a unit diagonal: with width² = variance +
/// penalty, (C + penalty·I)·w = c becomes (width⁻¹·(C + penalty·I)·width⁻¹)·v = width⁻¹·c.
struct ScaledSystem {
  Eigen::VectorXd width;
  RowMajorMatrix matrix;
  Eigen::MatrixXd right;
};

Eigen::VectorXd widths(const NormalEquations& equations, double penalty) {
  const Eigen::VectorXd width = (equations.feature_variance.array() + penalty).sqrt();
  return (width.array() > 0.0).select(width, 1.0);
}

ScaledSystem scale_system(const NormalEquations& equations, double penalty) {
  const Eigen::VectorXd deviation = equations.feature_variance.cwiseSqrt();
  ScaledSystem system;
  system.width = widths(equations, penalty);
  const Eigen::VectorXd share = deviation.cwiseQuotient(system.width);
  system.matrix = share.asDiagonal() * equations.correlation * share.asDiagonal();
  system.matrix.diagonal().array() += penalty / system.width.array().square();
  system.right = share.asDiagonal() * equations.cross;
  return system;
}

/// Whether the normal equations, which square the condition of the features, can be trusted: nothing is left
/// over but features that do not vary.
bool is_enough(const PivotedFactor& cholesky, const NormalEquations& equations) {
  return std::ranges::all_of(cholesky.dependent,
                             [&](Eigen::Index i) { return equations.feature_variance[i] == 0.0; });
}

/// The share of its variance that must be left of every feature by the others. Weights then keep half of
/// their digits at worst, and predictions three quarters.
constexpr double least_share = 0x1p-20;

/// The penalty is as good as rows of their own: √penalty times each weight, whose target is 0.
PivotedQr eliminate_penalised(const TriangularSystem& system, const NormalEquations& equations,
                              double penalty, const Eigen::VectorXd& width, int threads) {
  const Eigen::VectorXd share = equations.feature_variance.cwiseSqrt().cwiseQuotient(width);
  const Eigen::Index features = width.size();
  Eigen::MatrixXd matrix(2 * features, features);
  matrix.topRows(features) = system.triangle * share.asDiagonal();
  matrix.bottomRows(features) = (std::sqrt(penalty) * width.cwiseInverse()).asDiagonal();
  Eigen::MatrixXd right = Eigen::MatrixXd::Zero(2 * features, system.right.cols());
  right.topRows(features) = system.right;
  return eliminate(std::move(matrix), std::move(right), system.roundings, threads);
}

}  // namespace

double penalty_of_rows(double l2, std::size_t outputs) {
  return l2 / 2.0 * static_cast<double>(outputs);
}

std::optional<LinearWeights> solve_normal_equations(const NormalEquations& equations, double penalty,
                                                    int threads) {
  const auto solution = [](const ScaledSystem& system, const PivotedFactor& factor) {
    return Eigen::MatrixXd(system.width.cwiseInverse().asDiagonal() * solve(factor, system.right));
  };
  const ScaledSystem plain = scale_system(equations, 0.0);
  const PivotedFactor cholesky = factorize(plain.matrix, least_share, threads);
  if (!is_enough(cholesky, equations))
    return std::nullopt;
  LinearWeights weights{{}, cholesky.rank(), cholesky.dependent};
  if (penalty == 0.0) {
    weights.values = solution(plain, cholesky);
  } else {
    const ScaledSystem penalised = scale_system(equations, penalty);
    weights.values = solution(penalised, factorize(penalised.matrix, 0.0, threads));
  }
  return weights;
}

LinearWeights solve_triangle(const TriangularSystem& system, const NormalEquations& equations, double penalty,
                             int threads) {
  const PivotedQr plain = eliminate(system.triangle, system.right, system.roundings, threads);
  const Eigen::VectorXd width = widths(equations, penalty);
  LinearWeights weights{{}, plain.factor.rank(), plain.factor.dependent};
  weights.values = penalty == 0.0
                       ? solve(plain, width)
                       : solve(eliminate_penalised(system, equations, penalty, width, threads), width);
  return weights;
}

}  // namespace glissade
