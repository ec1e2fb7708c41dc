#pragma once

#include <Eigen/Core>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "preprocessing/columns.hpp"
#include "training/exact_solver/normal_equations.hpp"

namespace glissade {

/// The least squares problem of a table after its rows have been reduced to a triangle, which has the
/// condition of the features; that of normal equations is its square. Features and targets are centred,
/// features divided by their standard deviation, and all divided by the root of the number of rows: columns
/// have length 1, or 0.
struct TriangularSystem {
  Eigen::MatrixXd triangle;  ///< [features × features]
  Eigen::MatrixXd right;     ///< [features × outputs]
  /// What each column may be off by, in units of ε: values are rounded where they are stored, which their
  /// distance from zero makes the worse, and in the sums over rows and columns, whose errors grow like the
  /// root of the number of rows.
  Eigen::VectorXd roundings;
};

/// Reads the rows of the table once more. The same bits for any number of threads.
TriangularSystem triangular_system(const Preprocessing& preprocessing, const Table& table,
                                   const RowSelection& rows, const NormalEquations& equations, int threads);

}  // namespace glissade
