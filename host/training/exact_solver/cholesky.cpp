#include "training/exact_solver/cholesky.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace glissade {

namespace {

using Eigen::Index;

/// What is left of the diagonal, and of which rows.
struct Remainder {
  Eigen::VectorXd diagonal;
  std::vector<Index> rows;

  /// Position, within `rows`, of the largest diagonal; of nearly equal ones the first, so that rounding does
  /// not choose.
  std::size_t largest() const {
    constexpr double nearly = 1.0 + 1e-10;
    std::size_t best = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (diagonal[rows[i]] > nearly * diagonal[rows[best]]) {
        best = i;
      }
    }
    return best;
  }
};

/// Column `step` of the factor, for every row that is not eliminated yet.
void eliminate(const RowMajorMatrix& matrix, Index pivot, Index step, int threads, Remainder& remainder,
               RowMajorMatrix& factor) {
  const double root = std::sqrt(remainder.diagonal[pivot]);
  factor(pivot, step) = root;
  const auto rows = static_cast<Index>(remainder.rows.size());
  constexpr Index worth_threads = 1 << 16;  // multiplications
#pragma omp parallel for schedule(static) num_threads(threads) if (rows * step > worth_threads)
  for (Index i = 0; i < rows; ++i) {
    const Index row = remainder.rows[static_cast<std::size_t>(i)];
    const double explained = factor.row(row).head(step).dot(factor.row(pivot).head(step));
    const double value = (matrix(row, pivot) - explained) / root;
    factor(row, step) = value;
    remainder.diagonal[row] -= value * value;
  }
}

}  // namespace

PivotedFactor factorize(const RowMajorMatrix& matrix, double least, int threads) {
  const Index size = matrix.rows();
  PivotedFactor result;
  RowMajorMatrix factor = RowMajorMatrix::Zero(size, size);
  Remainder remainder{matrix.diagonal(), {}};
  for (Index row = 0; row < size; ++row) {
    remainder.rows.push_back(row);
  }
  while (!remainder.rows.empty()) {
    const std::size_t position = remainder.largest();
    const Index pivot = remainder.rows[position];
    if (!(remainder.diagonal[pivot] > least)) {
      break;
    }
    remainder.rows.erase(remainder.rows.begin() + static_cast<std::ptrdiff_t>(position));
    eliminate(matrix, pivot, result.rank(), threads, remainder, factor);
    result.pivots.push_back(pivot);
  }
  result.dependent = std::move(remainder.rows);
  result.factor = factor.leftCols(result.rank());
  return result;
}

Eigen::MatrixXd solve(const PivotedFactor& cholesky, const Eigen::MatrixXd& right) {
  const RowMajorMatrix lower = cholesky.factor(cholesky.pivots, Eigen::all);
  Eigen::MatrixXd solution = right(cholesky.pivots, Eigen::all);
  lower.triangularView<Eigen::Lower>().solveInPlace(solution);
  lower.transpose().triangularView<Eigen::Upper>().solveInPlace(solution);
  Eigen::MatrixXd ordered = Eigen::MatrixXd::Zero(right.rows(), right.cols());
  ordered(cholesky.pivots, Eigen::all) = solution;
  return ordered;
}

}  // namespace glissade
