#pragma once

#include <Eigen/Core>
#include <vector>

namespace glissade {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A ≈ L·Lᵀ of a positive semidefinite matrix with ones (or zeros) on its diagonal. Rows of L stay where A
/// has them; `pivots` says in which order they were eliminated.
struct PivotedCholesky {
  RowMajorMatrix factor;  ///< [n × rank]
  std::vector<Eigen::Index> pivots;
  std::vector<Eigen::Index> dependent;  ///< rows that were left over, ascending

  Eigen::Index rank() const { return static_cast<Eigen::Index>(pivots.size()); }
  bool full_rank() const { return dependent.empty(); }
};

/// Always eliminates the row that the ones before explain least; stops where the rest of every row is
/// rounding error: at most 64·max(n, 16)·ε of its variance. The same bits for any number of threads.
PivotedCholesky factorize(const RowMajorMatrix& matrix, int threads);

/// The solution of A·x = b where A has full rank; `right` has one column per system.
Eigen::MatrixXd solve(const PivotedCholesky& cholesky, const Eigen::MatrixXd& right);

}  // namespace glissade
