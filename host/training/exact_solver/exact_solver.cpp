#include "glissade/exact_solver.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <new>

#include "data/files/file_mapping.hpp"
#include "data/number_text.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "training/exact_solver/normal_equations.hpp"

namespace glissade {

namespace {

/// The system in coordinates v = width · w in which the matrix has a unit diagonal: with width² = variance +
/// penalty, (C + penalty·I)·w = c becomes (width⁻¹·(C + penalty·I)·width⁻¹)·v = width⁻¹·c.
struct ScaledSystem {
  Eigen::VectorXd width;
  RowMajorMatrix matrix;
  Eigen::MatrixXd right;
};

ScaledSystem scale_system(const NormalEquations& equations, double penalty) {
  const Eigen::VectorXd deviation = equations.feature_variance.cwiseSqrt();
  ScaledSystem system;
  system.width = (equations.feature_variance.array() + penalty).sqrt();
  system.width = (system.width.array() > 0.0).select(system.width, 1.0);
  const Eigen::VectorXd share = deviation.cwiseQuotient(system.width);
  system.matrix = share.asDiagonal() * equations.correlation * share.asDiagonal();
  system.matrix.diagonal().array() += penalty / system.width.array().square();
  system.right = share.asDiagonal() * equations.cross;
  return system;
}

/// Of all solutions the one of least Σw², in the features' own coordinates.
///
/// The nonzero eigenvalues Λ of A = L·Lᵀ are those of the smaller LᵀL = U·Λ·Uᵀ, and V = L·U·Λ^(−½) are its
/// eigenvectors. Solutions of least norm lie in the span of width·V = Q·R, and A·v = b there becomes
/// Rᵀ·(Qᵀ·w) = Λ⁻¹·Vᵀ·b.
Eigen::MatrixXd least_norm(const ScaledSystem& system, const PivotedCholesky& cholesky) {
  if (cholesky.rank() == 0) {
    return Eigen::MatrixXd::Zero(system.right.rows(), system.right.cols());
  }
  const Eigen::MatrixXd small = cholesky.factor.transpose() * cholesky.factor;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(small);
  const Eigen::VectorXd inverse_root = eigen.eigenvalues().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd vectors = cholesky.factor * eigen.eigenvectors() * inverse_root.asDiagonal();
  const Eigen::MatrixXd right =
      eigen.eigenvalues().cwiseInverse().asDiagonal() * (vectors.transpose() * system.right);

  const Eigen::HouseholderQR<Eigen::MatrixXd> orthogonal(system.width.asDiagonal() * vectors);
  const Eigen::Index rank = cholesky.rank();
  Eigen::MatrixXd solution = Eigen::MatrixXd::Zero(system.right.rows(), system.right.cols());
  solution.topRows(rank) =
      orthogonal.matrixQR().topRows(rank).triangularView<Eigen::Upper>().transpose().solve(right);
  solution.applyOnTheLeft(orthogonal.householderQ());
  return solution;
}

Eigen::MatrixXd solve_system(const ScaledSystem& system, const PivotedCholesky& cholesky) {
  if (!cholesky.full_rank()) {
    return least_norm(system, cholesky);
  }
  return system.width.cwiseInverse().asDiagonal() * solve(cholesky, system.right);
}

ExactSolution solve_equations(const NormalEquations& equations, double penalty, int threads) {
  const ScaledSystem plain = scale_system(equations, 0.0);
  const PivotedCholesky cholesky = factorize(plain.matrix, threads);
  Eigen::MatrixXd weights;
  if (penalty > 0.0) {
    const ScaledSystem penalised = scale_system(equations, penalty);
    weights = solve_system(penalised, factorize(penalised.matrix, threads));
  } else {
    weights = solve_system(plain, cholesky);
  }
  ExactSolution solution;
  solution.rank = static_cast<std::uint64_t>(cholesky.rank());
  solution.dependent_features.assign(cholesky.dependent.begin(), cholesky.dependent.end());
  for (Eigen::Index output = 0; output < weights.cols(); ++output) {
    solution.weights.insert(solution.weights.end(), weights.col(output).begin(), weights.col(output).end());
    solution.biases.push_back(equations.target_mean[output] -
                              weights.col(output).dot(equations.feature_mean));
  }
  return solution;
}

void check_arguments(const Preprocessing& preprocessing, const Table& table, double l2) {
  if (!std::isfinite(l2) || l2 < 0.0) {
    throw Error(ErrorKind::usage, "the penalty l2 is " + format_number(l2), "Give a number from 0 on.");
  }
  const std::size_t outputs = preprocessing.target_mean.size();
  if (outputs == 0 || table.targets.values.size() != table.rows() * outputs) {
    throw Error(ErrorKind::input,
                "the exact solver needs targets that are numbers, one of each for every row",
                "Use it with train linear.");
  }
}

}  // namespace

ExactSolution solve_exact(const Preprocessing& preprocessing, const Table& table, double l2, int threads) {
  check_arguments(preprocessing, table, l2);
  // The objective divides squared errors by rows and outputs, the normal equations here by rows; twice the
  // penalty's ½ remains.
  const double penalty = l2 / 2.0 * static_cast<double>(preprocessing.target_mean.size());
  ExactSolution solution;
  try {
    solution =
        solve_equations(normal_equations(preprocessing, table, threads), penalty, thread_count(threads));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::failure, "there is not enough memory for the exact solution",
                "Use --solver descent, or fewer features (--select).");
  }
  require_unchanged(table.values.view().data);
  for (const std::vector<double>* numbers : {&solution.weights, &solution.biases}) {
    for (const double number : *numbers) {
      if (!std::isfinite(number)) {
        throw Error(ErrorKind::input,
                    "the exact solution is not finite, because values of the data are too large",
                    "Use other units, or --standardize.");
      }
    }
  }
  return solution;
}

}  // namespace glissade
