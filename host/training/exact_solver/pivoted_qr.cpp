#include "training/exact_solver/pivoted_qr.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace glissade {

namespace {

using Eigen::Index;

/// The elimination under way. Columns stay where they are.
class Elimination {
 public:
  Elimination(Eigen::MatrixXd matrix, Eigen::MatrixXd right, const Eigen::VectorXd& roundings, int threads)
      : matrix_(std::move(matrix)), right_(std::move(right)), roundings_(roundings), threads_(threads) {
    length_ = matrix_.colwise().norm();
    for (Index column = 0; column < matrix_.cols(); ++column)
      candidates_.push_back(column);
  }

  PivotedQr run() {
    while (!candidates_.empty()) {
      const std::size_t position = farthest();
      const Index column = candidates_[position];
      candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(position));
      if (is_rounding_error(column))
        leave_over(column);
      else
        reflect(column);
    }
    return result();
  }

 private:
  Index step() const { return static_cast<Index>(pivots_.size()); }

  /// Position, within the candidates, of the one with most left; of nearly equal ones the first, so that
  /// rounding does not choose.
  std::size_t farthest() const {
    constexpr double nearly = 1.0 + 1e-10;
    std::size_t best = 0;
    for (std::size_t i = 1; i < candidates_.size(); ++i) {
      if (length_[candidates_[i]] > nearly * length_[candidates_[best]])
        best = i;
    }
    return best;
  }

  Eigen::MatrixXd upper_triangle() const { return matrix_(Eigen::seqN(0, step()), pivots_); }

  bool is_rounding_error(Index column) const {
    if (step() == matrix_.rows() || length_[column] == 0.0)
      return true;
    // Roundings come to as much only where values are as far from zero as 1e12 deviations.
    constexpr double worth_a_look = 1e-3;
    if (length_[column] > worth_a_look)
      return false;
    const Eigen::VectorXd coefficients =
        upper_triangle().triangularView<Eigen::Upper>().solve(matrix_.col(column).head(step()));
    const double roundings =
        roundings_[column] + coefficients.cwiseAbs().dot(Eigen::VectorXd(roundings_(pivots_)));
    return length_[column] <= std::numeric_limits<double>::epsilon() * roundings;
  }

  void leave_over(Index column) {
    matrix_.col(column).tail(matrix_.rows() - step()).setZero();
    dependent_.push_back(column);
  }

  /// Eliminates a column from the candidates.
  void reflect(Index pivot) {
    const Index top = step();
    const Index rest = matrix_.rows() - top;
    Eigen::VectorXd vector = matrix_.col(pivot).tail(rest);
    const double end = -std::copysign(length_[pivot], vector[0]);
    vector[0] -= end;
    const double scale = -1.0 / (end * vector[0]);  // 2 / ‖vector‖²
    matrix_.col(pivot).tail(rest).setZero();
    matrix_(top, pivot) = end;
    const auto count = static_cast<Index>(candidates_.size());
    constexpr Index worth_threads = 1 << 16;  // multiplications
#pragma omp parallel for schedule(static) num_threads(threads_) if (rest * count > worth_threads)
    for (Index i = 0; i < count; ++i) {
      const Index column = candidates_[static_cast<std::size_t>(i)];
      auto part = matrix_.col(column).tail(rest);
      part -= (scale * vector.dot(part)) * vector;
      length_[column] = part.tail(rest - 1).norm();
    }
    for (Index system = 0; system < right_.cols(); ++system) {
      auto part = right_.col(system).tail(rest);
      part -= (scale * vector.dot(part)) * vector;
    }
    pivots_.push_back(pivot);
  }

  PivotedQr result() {
    std::ranges::sort(dependent_);
    PivotedQr qr;
    qr.factor.factor = matrix_.topRows(step()).transpose();
    qr.factor.pivots = std::move(pivots_);
    qr.factor.dependent = std::move(dependent_);
    qr.right = right_.topRows(qr.factor.rank());
    return qr;
  }

  Eigen::MatrixXd matrix_;
  Eigen::MatrixXd right_;
  const Eigen::VectorXd& roundings_;
  int threads_;
  Eigen::VectorXd length_;  // of what is left of each column
  std::vector<Index> candidates_;
  std::vector<Index> pivots_;
  std::vector<Index> dependent_;
};

/// The solution that is zero but for the pivots.
Eigen::MatrixXd solve_for_pivots(const PivotedFactor& factor, const Eigen::MatrixXd& right,
                                 const Eigen::VectorXd& width) {
  const RowMajorMatrix lower = factor.factor(factor.pivots, Eigen::all);
  Eigen::MatrixXd scaled = right;  // NOLINT(performance-unnecessary-copy-initialization): solved in place
  lower.transpose().triangularView<Eigen::Upper>().solveInPlace(scaled);
  Eigen::MatrixXd solution = Eigen::MatrixXd::Zero(width.size(), right.cols());
  solution(factor.pivots, Eigen::all) = scaled;
  return width.cwiseInverse().asDiagonal() * solution;
}

}  // namespace

PivotedQr eliminate(Eigen::MatrixXd matrix, Eigen::MatrixXd right, const Eigen::VectorXd& roundings,
                    int threads) {
  return Elimination(std::move(matrix), std::move(right), roundings, threads).run();
}

Eigen::MatrixXd solve(const PivotedQr& qr, const Eigen::VectorXd& width) {
  const Index rank = qr.factor.rank();
  if (qr.factor.full_rank() || rank == 0)
    return solve_for_pivots(qr.factor, qr.right, width);
  // Solutions of least norm lie in the span of width·L = Q·R, so w = Q·R⁻ᵀ·right.
  const Eigen::MatrixXd span = width.asDiagonal() * Eigen::MatrixXd(qr.factor.factor);
  const Eigen::HouseholderQR<Eigen::MatrixXd> orthogonal(span);
  Eigen::MatrixXd solution = Eigen::MatrixXd::Zero(width.size(), qr.right.cols());
  solution.topRows(rank) =
      orthogonal.matrixQR().topRows(rank).triangularView<Eigen::Upper>().transpose().solve(qr.right);
  solution.applyOnTheLeft(orthogonal.householderQ());
  // If widths differ by many powers of ten, the small ones lost digits. The predictions get them back.
  const Eigen::MatrixXd residual = qr.right - span.transpose() * solution;
  return solution + solve_for_pivots(qr.factor, residual, width);
}

}  // namespace glissade
