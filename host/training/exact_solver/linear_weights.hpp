#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "training/exact_solver/normal_equations.hpp"
#include "training/exact_solver/triangular_system.hpp"

namespace glissade {

/// The weights of linear least squares, for preprocessed features and targets.
struct LinearWeights {
  Eigen::MatrixXd values;  ///< [features × outputs]
  Eigen::Index rank = 0;
  std::vector<Eigen::Index> dependent;  ///< features that are combinations of the others and a constant
};

/// The objective divides squared errors by rows and outputs, the equations here by rows: the penalty on w²
/// that l2/2 becomes.
double penalty_of_rows(double l2, std::size_t outputs);

/// Nothing where the normal equations, which square the condition of the features, would lose too much.
std::optional<LinearWeights> solve_normal_equations(const NormalEquations& equations, double penalty,
                                                    int threads);

/// By pivoted elimination: the weights of least norm where features are dependent but for rounding error.
LinearWeights solve_triangle(const TriangularSystem& system, const NormalEquations& equations, double penalty,
                             int threads);

}  // namespace glissade
