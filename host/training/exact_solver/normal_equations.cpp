#include "training/exact_solver/normal_equations.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "glissade/error.hpp"
#include "training/exact_solver/centred_sums.hpp"

namespace glissade {

namespace {

/// Six matrices: sums, the matrix made of them, its scaled form, the factor, and a copy on the way; or
/// triangles of two groups of rows, one of all, its elimination with the rows of a penalty, and the factor.
void check_memory(std::uint64_t features, std::uint64_t outputs, std::string_view purpose) {
  std::uint64_t width = 0;
  std::uint64_t bytes = 0;
  const auto available = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (__builtin_add_overflow(features, outputs, &width) || __builtin_mul_overflow(width, width, &bytes) ||
      __builtin_mul_overflow(bytes, 6 * sizeof(double), &bytes) || bytes > available) {
    throw Error(ErrorKind::failure,
                std::string(purpose) + " for " + std::to_string(features) +
                    " features needs more memory than this machine has",
                "Use {solver} descent, or fewer features ({select}).");
  }
}

/// Mean and variance of what the preprocessing makes of each feature.
void describe_features(const Preprocessing& preprocessing, const CentredSums& sums, double rows,
                       std::string_view purpose, NormalEquations& equations) {
  const std::size_t features = sums.features.size();
  equations.feature_mean.resize(static_cast<Eigen::Index>(features));
  equations.feature_variance.resize(static_cast<Eigen::Index>(features));
  equations.unit.resize(static_cast<Eigen::Index>(features));
  for (std::size_t feature = 0; feature < features; ++feature) {
    const double distance = sums.features[feature] / rows;
    const double mean = sums.feature_origin[feature] + distance;
    const double squares = sums.gram[feature * features + feature];
    // In this order, because max then keeps a NaN.
    const double variance = std::max(squares / rows - distance * distance, 0.0);
    const double scale = preprocessing.scale[feature];
    const auto i = static_cast<Eigen::Index>(feature);
    equations.stored_feature_mean.push_back(mean);
    equations.feature_mean[i] = (mean - preprocessing.shift[feature]) * scale;
    equations.feature_variance[i] = variance * scale * scale;
    equations.unit[i] = variance > 0.0 ? scale / std::sqrt(variance * scale * scale) : 0.0;
    if (!std::isfinite(equations.feature_variance[i])) {
      throw Error(ErrorKind::input,
                  "the values of feature '" + preprocessing.feature_names()[feature] +
                      "' are too large for " + std::string(purpose),
                  "Use another unit.");
    }
  }
}

/// Missing values are left out: what takes their place lies between the others.
bool varies(const MatrixView& values, const RowSelection& rows, std::uint64_t column) {
  double first = std::numeric_limits<double>::quiet_NaN();
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    const double value = values.at(rows.row(position), column);
    if (std::isnan(first)) {
      first = value;
    } else if (value < first || value > first) {
      return true;
    }
  }
  return false;
}

/// A feature whose squares have no digits would pass for one that does not vary. Numbers as small are in
/// tables of fp64 only.
void refuse_vanishing(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                      const CentredSums& sums, std::string_view purpose) {
  if (table.values.type() != ElementType::float64) {
    return;
  }
  constexpr double least_mean_square = 1e-290;
  const std::vector<FeatureSource> sources = feature_sources(preprocessing);
  for (std::size_t feature = 0; feature < sources.size(); ++feature) {
    const double squares = sums.gram[feature * sources.size() + feature];
    const FeatureSource& source = sources[feature];
    if (squares < least_mean_square * static_cast<double>(rows.count) &&
        source.category == FeatureSource::number && varies(table.values.view(), rows, source.column)) {
      throw Error(ErrorKind::input,
                  "the values of feature '" + preprocessing.feature_names()[feature] +
                      "' differ too little from each other for " + std::string(purpose),
                  "Use another unit.");
    }
  }
}

/// Moments about the means, with features divided by their standard deviation.
void describe_products(const Preprocessing& preprocessing, const CentredSums& sums, double rows,
                       NormalEquations& equations) {
  const auto features = static_cast<Eigen::Index>(sums.features.size());
  const auto outputs = static_cast<Eigen::Index>(sums.targets.size());
  const Eigen::Map<const Eigen::VectorXd> feature_sum(sums.features.data(), features);
  const Eigen::Map<const Eigen::VectorXd> target_sum(sums.targets.data(), outputs);
  const Eigen::Map<const RowMajorMatrix> gram(sums.gram.data(), features, features);
  const Eigen::Map<const RowMajorMatrix> cross(sums.cross.data(), outputs, features);
  const Eigen::VectorXd feature_distance = feature_sum / rows;
  const Eigen::VectorXd target_distance = target_sum / rows;

  equations.correlation = gram / rows;
  equations.correlation -= feature_distance * feature_distance.transpose();
  equations.correlation = equations.unit.asDiagonal() * equations.correlation * equations.unit.asDiagonal();

  equations.cross = cross.transpose() / rows - feature_distance * target_distance.transpose();
  equations.cross = equations.unit.asDiagonal() * equations.cross;
  equations.target_mean.resize(outputs);
  equations.target_variance.resize(outputs);
  for (Eigen::Index i = 0; i < outputs; ++i) {
    const auto output = static_cast<std::size_t>(i);
    const double mean = sums.target_origin[output] + target_distance[i];
    equations.stored_target_mean.push_back(mean);
    equations.target_mean[i] =
        (mean - preprocessing.target_mean[output]) / preprocessing.target_scale[output];
    equations.cross.col(i) /= preprocessing.target_scale[output];
    const double variance = sums.squares[output] / rows - target_distance[i] * target_distance[i];
    equations.target_variance[i] =
        std::max(variance, 0.0) / (preprocessing.target_scale[output] * preprocessing.target_scale[output]);
  }
}

}  // namespace

NormalEquations normal_equations(const Preprocessing& preprocessing, const Table& table,
                                 const RowSelection& rows, int threads, std::string_view purpose) {
  const std::uint64_t features = preprocessing.feature_count();
  const std::uint64_t outputs = preprocessing.target_mean.size();
  check_memory(features, outputs, purpose);
  const CentredSums sums = centred_sums(preprocessing, table, rows, threads);
  NormalEquations equations;
  const double row_count = static_cast<double>(rows.count);
  refuse_vanishing(preprocessing, table, rows, sums, purpose);
  describe_features(preprocessing, sums, row_count, purpose, equations);
  describe_products(preprocessing, sums, row_count, equations);
  return equations;
}

}  // namespace glissade
