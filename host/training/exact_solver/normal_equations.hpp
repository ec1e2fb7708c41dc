#pragma once

#include <Eigen/Core>
#include <string_view>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "preprocessing/columns.hpp"
#include "training/exact_solver/cholesky.hpp"

namespace glissade {

/// What least squares needs to know of a table, with features and targets centred and features divided by
/// their standard deviation.
struct NormalEquations {
  RowMajorMatrix correlation;        ///< [features × features]; zero rows for features that do not vary
  Eigen::MatrixXd cross;             ///< [features × outputs]: mean of feature · target
  Eigen::VectorXd feature_mean;      ///< of the preprocessed features
  Eigen::VectorXd feature_variance;  ///< of the preprocessed features; exactly 0 where they do not vary
  Eigen::VectorXd target_mean;       ///< of the preprocessed targets
  Eigen::VectorXd target_variance;   ///< of the preprocessed targets
  // For features and targets as they are stored.
  std::vector<double> stored_feature_mean;
  std::vector<double> stored_target_mean;
  Eigen::VectorXd unit;  ///< turns a stored feature, less its mean, into a centred and divided one
};

/// Reads the rows of the table once. Throws Error(failure) where the matrix does not fit in memory,
/// Error(input) for values whose squares fp64 cannot hold. `purpose`: for messages, such as "the exact
/// solution".
NormalEquations normal_equations(const Preprocessing& preprocessing, const Table& table,
                                 const RowSelection& rows, int threads, std::string_view purpose);

}  // namespace glissade
