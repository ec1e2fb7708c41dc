#include "preprocessing/selection.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/transform.hpp"

namespace glissade {

namespace {

constexpr std::uint64_t tile_rows = 256;

/// What is summed for a feature: per class Σ(x − x̄), per target Σ(x − x̄)(y − ȳ).
struct ScoreSums {
  std::uint64_t per_feature = 0;
  std::vector<double> class_rows;
  std::vector<double> target_mean;
  std::vector<double> target_squares;
};

ScoreSums describe(const FittedTargets& targets) {
  ScoreSums description;
  if (!targets.classes.empty()) {
    description.per_feature = targets.class_count;
    description.class_rows.resize(targets.class_count);
    for (const std::int32_t label : targets.classes) {
      description.class_rows[static_cast<std::size_t>(label)] += 1.0;
    }
    return description;
  }
  description.per_feature = targets.outputs;
  const std::uint64_t rows = targets.values.size() / targets.outputs;
  const MatrixView values{targets.values.data(), ElementType::float64, rows, targets.outputs};
  for (const Moments& moments : column_moments(values, {rows, {}}, 1)) {
    description.target_mean.push_back(moments.mean);
    description.target_squares.push_back(moments.squares);
  }
  return description;
}

double ratio(double explained, double unexplained) {
  if (explained <= 0.0) {
    return 0.0;
  }
  return unexplained > 0.0 ? explained / unexplained : std::numeric_limits<double>::infinity();
}

/// `sums`: of x − x̄ by class. Between and within classes, each by its degrees of freedom.
double class_score(std::span<const double> sums, const ScoreSums& description, const Moments& moments) {
  double between = 0.0;
  double present = 0.0;
  for (std::size_t label = 0; label < sums.size(); ++label) {
    if (description.class_rows[label] > 0.0) {
      between += sums[label] * sums[label] / description.class_rows[label];
      present += 1.0;
    }
  }
  if (present < 2.0 || moments.count <= present) {
    return 0.0;
  }
  const double within = std::max(0.0, moments.squares - between);
  return ratio(between / (present - 1.0), within / (moments.count - present));
}

/// `sums`: of (x − x̄)(y − ȳ) by target.
double target_score(std::span<const double> sums, const ScoreSums& description, const Moments& moments) {
  double best = 0.0;
  for (std::size_t target = 0; target < sums.size(); ++target) {
    if (description.target_squares[target] > 0.0 && moments.count > 2.0) {
      const double explained = sums[target] * sums[target] / moments.squares;
      const double unexplained = std::max(0.0, description.target_squares[target] - explained);
      best = std::max(best, ratio(explained, unexplained / (moments.count - 2.0)));
    }
  }
  return best;
}

/// The features [first, first + count), over all rows in order, by one thread: no partial sums to keep, and
/// the same bits for any number of threads.
class FeatureBlock {
 public:
  FeatureBlock(std::uint64_t count, std::uint64_t per_feature)
      : features_(tile_rows * count), sums_(count * per_feature), per_feature_(per_feature) {}

  void score(const FeatureTransform& transform, const RowSelection& rows, std::span<const Moments> moments,
             const FittedTargets& targets, const ScoreSums& description, std::uint64_t first,
             std::span<double> scores) {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    const std::uint64_t count = scores.size();
    for (std::uint64_t tile = 0; tile < rows.count; tile += tile_rows) {
      const std::uint64_t tile_count = std::min(tile_rows, rows.count - tile);
      transform.rows(rows, tile, tile_count, first, count, features_.data());
      for (std::uint64_t i = 0; i < tile_count; ++i) {
        add_row(features_.data() + i * count, tile + i, moments, targets, description);
      }
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::span<const double> sums = std::span(sums_).subspan(i * per_feature_, per_feature_);
      if (moments[i].squares > 0.0) {
        scores[i] = targets.classes.empty() ? target_score(sums, description, moments[i])
                                            : class_score(sums, description, moments[i]);
      }
    }
  }

 private:
  void add_row(const double* features, std::uint64_t row, std::span<const Moments> moments,
               const FittedTargets& targets, const ScoreSums& description) {
    for (std::uint64_t i = 0; i < moments.size(); ++i) {
      const double deviation = features[i] - moments[i].mean;
      double* const sums = sums_.data() + i * per_feature_;
      if (!targets.classes.empty()) {
        sums[targets.classes[row]] += deviation;
        continue;
      }
      for (std::uint64_t target = 0; target < per_feature_; ++target) {
        sums[target] +=
            deviation * (targets.values[row * per_feature_ + target] - description.target_mean[target]);
      }
    }
  }

  std::vector<double> features_;
  std::vector<double> sums_;
  std::uint64_t per_feature_ = 0;
};

}  // namespace

std::vector<double> f_scores(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                             std::span<const Moments> moments, const FittedTargets& targets, int threads) {
  constexpr std::uint64_t most_sums = std::uint64_t{1} << 18;
  constexpr std::uint64_t most_features = 16;
  const FeatureTransform transform(preprocessing, table);
  const ScoreSums description = describe(targets);
  const std::uint64_t step = std::clamp<std::uint64_t>(most_sums / description.per_feature, 1, most_features);
  const std::uint64_t blocks = divided_up(moments.size(), step);
  const int workers =
      static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(thread_count(threads)), blocks));
  std::vector<FeatureBlock> state(static_cast<std::size_t>(workers), {step, description.per_feature});

  std::vector<double> scores(moments.size());
#pragma omp parallel for schedule(dynamic) num_threads(workers)
  for (std::uint64_t block = 0; block < blocks; ++block) {
    const std::uint64_t first = block * step;
    const std::uint64_t count = std::min(step, moments.size() - first);
    state[static_cast<std::size_t>(omp_get_thread_num())].score(
        transform, rows, moments.subspan(first, count), targets, description, first,
        std::span(scores).subspan(first, count));
  }
  return scores;
}

std::vector<std::uint64_t> best_features(std::span<const double> scores, std::uint64_t count) {
  std::vector<std::uint64_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint64_t a, std::uint64_t b) { return scores[a] > scores[b]; });
  order.resize(std::min<std::uint64_t>(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace glissade
