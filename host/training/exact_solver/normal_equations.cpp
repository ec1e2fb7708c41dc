#include "training/exact_solver/normal_equations.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/missing.hpp"
#include "preprocessing/statistics.hpp"
#include "preprocessing/transform.hpp"
#include "training/exact_solver/gram.hpp"

namespace glissade {

namespace {

/// Sums, the matrix made of them, its scaled form, the factor, and a copy on the way.
void check_memory(std::uint64_t features, std::uint64_t outputs) {
  std::uint64_t width = 0;
  std::uint64_t bytes = 0;
  const auto available = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (__builtin_add_overflow(features, outputs, &width) || __builtin_mul_overflow(width, width, &bytes) ||
      __builtin_mul_overflow(bytes, 5 * sizeof(double), &bytes) || bytes > available) {
    throw Error(ErrorKind::failure,
                "the exact solution for " + std::to_string(features) +
                    " features needs more memory than this machine has",
                "Use --solver descent, or fewer features (--select).");
  }
}

/// Shift and inverse deviation of every feature, then of every target.
struct Centring {
  std::vector<double> mean;
  std::vector<double> scale;
};

/// Mean and variance of what the preprocessing makes of each selected feature. A constant feature's mean is
/// computed by the operations that make the feature, so that its centred values are exactly zero.
void describe_features(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                       int threads, NormalEquations& equations) {
  const std::vector<Moments> moments = feature_moments(preprocessing, table, rows, threads);
  const auto features = static_cast<Eigen::Index>(preprocessing.feature_count());
  equations.feature_mean.resize(features);
  equations.feature_variance.resize(features);
  for (Eigen::Index i = 0; i < features; ++i) {
    const auto feature = static_cast<std::size_t>(i);
    const Moments& raw = moments[preprocessing.selected.empty() ? feature : preprocessing.selected[feature]];
    const double scale = preprocessing.scale[feature];
    equations.feature_mean[i] = (raw.mean - preprocessing.shift[feature]) * scale;
    equations.feature_variance[i] = raw.variance() * scale * scale;
    if (!std::isfinite(equations.feature_variance[i])) {
      throw Error(ErrorKind::input,
                  "the values of feature '" + preprocessing.feature_names()[feature] +
                      "' are too large for the exact solution",
                  "Use another unit.");
    }
  }
}

std::vector<double> preprocessed_targets(const Preprocessing& preprocessing, const Table& table,
                                         const RowSelection& rows) {
  const std::uint64_t outputs = preprocessing.target_mean.size();
  std::vector<double> targets;
  targets.reserve(rows.count * outputs);
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    for (std::uint64_t output = 0; output < outputs; ++output) {
      const double value = table.targets.values[rows.row(position) * outputs + output];
      targets.push_back((value - preprocessing.target_mean[output]) / preprocessing.target_scale[output]);
    }
  }
  return targets;
}

Centring centring(const NormalEquations& equations) {
  Centring result;
  for (Eigen::Index i = 0; i < equations.feature_mean.size(); ++i) {
    const double variance = equations.feature_variance[i];
    result.mean.push_back(equations.feature_mean[i]);
    result.scale.push_back(variance > 0.0 ? 1.0 / std::sqrt(variance) : 1.0);
  }
  for (const double mean : equations.target_mean) {
    result.mean.push_back(mean);
    result.scale.push_back(1.0);
  }
  return result;
}

/// Features and targets side by side, centred and scaled, as the rows of the matrix whose Gram matrix is
/// wanted.
struct CentredRows {
  const FeatureTransform& transform;
  const RowSelection& rows;
  std::span<const double> targets;
  const Centring& centre;

  /// Rows [first, last), tile by tile.
  void add_to(GramMatrix& gram, std::uint64_t first, std::uint64_t last, std::span<double> buffer) const {
    const std::uint64_t step = GramMatrix::tile_rows(centre.mean.size());
    for (; first < last; first += step) {
      const std::uint64_t count = std::min(step, last - first);
      for (std::uint64_t row = 0; row < count; ++row) {
        write(gram, first + row, row, buffer);
      }
      gram.add_tile(count);
    }
  }

 private:
  void write(GramMatrix& gram, std::uint64_t position, std::uint64_t row, std::span<double> buffer) const {
    const std::uint64_t features = transform.feature_count();
    const std::uint64_t outputs = centre.mean.size() - features;
    transform.rows(rows, position, 1, buffer.data());
    std::copy_n(targets.begin() + static_cast<std::ptrdiff_t>(position * outputs), outputs,
                buffer.begin() + static_cast<std::ptrdiff_t>(features));
    for (std::uint64_t i = 0; i < buffer.size(); ++i) {
      gram.at(row, i) = (buffer[i] - centre.mean[i]) * centre.scale[i];
    }
  }
};

/// Groups of rows that are summed apart and then added in order: as many as large machines have cores, fewer
/// where the matrices take much memory. Depends on the shape alone, and so do the bits of the sum.
std::uint64_t group_count(std::uint64_t rows, std::uint64_t columns) {
  constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;
  const std::uint64_t tiles = (rows + GramMatrix::tile_rows(columns) - 1) / GramMatrix::tile_rows(columns);
  return std::min(tiles, std::clamp<std::uint64_t>(most_bytes / GramMatrix::bytes(columns), 4, 64));
}

std::vector<double> gram_of(const CentredRows& rows, int threads) {
  const std::uint64_t columns = rows.centre.mean.size();
  const std::uint64_t count = rows.rows.count;
  const std::uint64_t groups = group_count(count, columns);
  // Made here, because running out of memory must not end a parallel region.
  std::vector<GramMatrix> grams(groups, GramMatrix(columns));
  std::vector<std::vector<double>> buffers(groups, std::vector<double>(columns));
#pragma omp parallel for schedule(dynamic) num_threads(thread_count(threads))
  for (std::uint64_t group = 0; group < groups; ++group) {
    rows.add_to(grams[group], group * count / groups, (group + 1) * count / groups, buffers[group]);
  }
  for (std::uint64_t group = 1; group < groups; ++group) {
    grams[0].add(grams[group]);
  }
  return grams[0].result();
}

}  // namespace

NormalEquations normal_equations(const Preprocessing& preprocessing, const Table& table, int threads) {
  const std::uint64_t features = preprocessing.feature_count();
  const std::uint64_t outputs = preprocessing.target_mean.size();
  check_memory(features, outputs);
  std::vector<std::uint64_t> kept;
  if (preprocessing.impute == Impute::drop) {
    kept = complete_rows(table);
  }
  const RowSelection rows{preprocessing.impute == Impute::drop ? kept.size() : table.rows(), kept};
  if (rows.count == 0) {
    throw Error(ErrorKind::input, "there are no rows to fit a linear model to");
  }
  NormalEquations equations;
  describe_features(preprocessing, table, rows, threads, equations);
  const std::vector<double> targets = preprocessed_targets(preprocessing, table, rows);
  const MatrixView target_view{targets.data(), ElementType::float64, rows.count, outputs};
  equations.target_mean.resize(static_cast<Eigen::Index>(outputs));
  const std::vector<Moments> target_moments = column_moments(target_view, {rows.count, {}}, threads);
  for (std::uint64_t output = 0; output < outputs; ++output) {
    equations.target_mean[static_cast<Eigen::Index>(output)] = target_moments[output].mean;
  }
  const FeatureTransform transform(preprocessing, table);
  const Centring centre = centring(equations);
  const std::vector<double> gram = gram_of({transform, rows, targets, centre}, threads);
  const auto width = static_cast<Eigen::Index>(features + outputs);
  const auto size = static_cast<Eigen::Index>(features);
  const Eigen::Map<const RowMajorMatrix> products(gram.data(), width, width);
  const double row_count = static_cast<double>(rows.count);
  equations.correlation = products.topLeftCorner(size, size) / row_count;
  equations.cross = products.topRightCorner(size, width - size) / row_count;
  return equations;
}

}  // namespace glissade
