#pragma once

#include <Eigen/Core>

#include "training/exact_solver/cholesky.hpp"

namespace glissade {

/// Least squares ‖A·v − b‖ after Householder reflections with column pivoting: Lᵀ·v = right, with L =
/// `factor`.
struct PivotedQr {
  PivotedFactor factor;
  Eigen::MatrixXd right;  ///< [rank × systems]
};

/// A has columns of length 1, or 0. Always eliminates the column that the ones before explain least; leaves
/// over those of which nothing remains but rounding error: with c the coefficients of a column by those
/// before it, at most ε·(roundings of the column + Σ|c|·roundings of the others), where `roundings` says in
/// units of ε what each column of A may be off by. The same bits for any number of threads.
PivotedQr eliminate(Eigen::MatrixXd matrix, Eigen::MatrixXd right, const Eigen::VectorXd& roundings,
                    int threads);

/// Of all w with Lᵀ·(width·w) = right the one of least norm; the only one at full rank.
Eigen::MatrixXd solve(const PivotedQr& qr, const Eigen::VectorXd& width);

}  // namespace glissade
