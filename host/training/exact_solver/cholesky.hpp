#pragma once

#include <Eigen/Core>
#include <vector>

namespace glissade {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A matrix as Lᵀ with columns eliminated one after the other: A ≈ L·Lᵀ (Cholesky), or A = Q·Lᵀ (QR). Rows of
/// L stay where A has them; `pivots` says in which order they were eliminated.
struct PivotedFactor {
  RowMajorMatrix factor;  ///< [n × rank]
  std::vector<Eigen::Index> pivots;
  std::vector<Eigen::Index> dependent;  ///< rows that were left over, ascending

  Eigen::Index rank() const { return static_cast<Eigen::Index>(pivots.size()); }
  bool full_rank() const { return dependent.empty(); }
};

/// L·Lᵀ of a positive semidefinite matrix with ones (or zeros) on its diagonal. Always eliminates the row
/// that the ones before explain least; stops where they explain all of every row but a share of `least`. The
/// same bits for any number of threads.
PivotedFactor factorize(const RowMajorMatrix& matrix, double least, int threads);

/// The solution of A·x = b for the rows that were eliminated, 0 for the others; `right` has one column per
/// system.
Eigen::MatrixXd solve(const PivotedFactor& cholesky, const Eigen::MatrixXd& right);

}  // namespace glissade
