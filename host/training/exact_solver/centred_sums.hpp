#pragma once

#include <cstdint>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

/// Sums over rows of a table: of features z and targets t, each less an origin near its mean, and of their
/// products. Features are imputed, one-hot and selected; neither they nor the targets are shifted or scaled.
///
/// One pass over the table gives all of them. Moments about the mean are Σzz' − n·dd' with d the distance of
/// the mean from the origin, which cancels digits only where d² is large beside the variance. The origin is
/// the mean of a sample of rows: of the whole table where that is small, so that d is rounding; otherwise d²
/// is, on average, a thousandth of the variance, whatever the distribution, and never more than
/// rows/sample times the variance. A feature that does not vary is exactly its origin.
struct CentredSums {
  std::vector<double> feature_origin;
  std::vector<double> target_origin;
  std::vector<double> features;  ///< Σz
  std::vector<double> targets;   ///< Σt
  std::vector<double> gram;      ///< Σzz': [features × features]
  std::vector<double> cross;     ///< Σtz': [targets × features]
  std::vector<double> squares;   ///< Σt²
};

/// The same bits for any number of threads.
CentredSums centred_sums(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                         int threads);

}  // namespace glissade
