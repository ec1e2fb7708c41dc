#include "training/exact_solver/centred_sums.hpp"

#include <algorithm>
#include <functional>
#include <span>

#include "data/element_types.hpp"
#include "glissade/numeric/philox.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/statistics.hpp"
#include "preprocessing/transform.hpp"
#include "training/exact_solver/gram.hpp"
#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

namespace {

constexpr std::uint64_t sample_size = 1024;

/// One row of each of `sample_size` stretches of a table, at random, so that no period in it is met;
/// ascending.
std::vector<std::uint64_t> sample_of(const RowSelection& rows) {
  const std::uint64_t count = std::min(rows.count, sample_size);
  std::vector<std::uint64_t> sample;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t first = i * rows.count / count;
    const std::uint64_t length = (i + 1) * rows.count / count - first;
    const std::uint32_t bits = random_bits(0, RandomPurpose::sampling, 0, i);
    sample.push_back(rows.row(first + choose_from_bits(bits, length)));
  }
  return sample;
}

/// The features that a preprocessing makes, but for shift and scale.
Preprocessing unscaled(Preprocessing preprocessing) {
  std::fill(preprocessing.shift.begin(), preprocessing.shift.end(), 0.0);
  std::fill(preprocessing.scale.begin(), preprocessing.scale.end(), 1.0);
  return preprocessing;
}

/// The rows of a table, and their targets, for one tile after the other. They come straight from the table
/// where nothing has to be done to them.
class TileSource {
 public:
  TileSource(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows)
      : rows_(rows),
        features_(table.values.view()),
        targets_{table.targets.values.data(), ElementType::float64, table.rows(),
                 preprocessing.target_mean.size()},
        transform_(unscaled(preprocessing), table),
        as_stored_(transform_.as_stored() && table.missing_values == 0 && rows.list.empty()) {}

  std::uint64_t features() const { return transform_.feature_count(); }
  std::uint64_t outputs() const { return targets_.columns; }
  std::uint64_t rows() const { return rows_.count; }
  const MatrixView& targets() const { return targets_; }

  /// Elements that a buffer must have for the features of `count` rows, and for their targets.
  std::uint64_t feature_buffer(std::uint64_t count) const { return as_stored_ ? 0 : count * features(); }
  std::uint64_t target_buffer(std::uint64_t count) const {
    return rows_.list.empty() ? 0 : count * outputs();
  }

  /// Where the table has rows [first, first + count), if they are side by side.
  std::span<const std::byte> stored(std::uint64_t first, std::uint64_t count) const {
    if (!rows_.list.empty()) {
      return {};
    }
    const std::uint64_t row_bytes = features_.columns * element_size(features_.type);
    return {static_cast<const std::byte*>(features_.data) + first * row_bytes, count * row_bytes};
  }

  /// Fills `tile` with the features of rows [first, first + count).
  void fill_features(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                     std::span<double> buffer, PanelTile& tile, std::span<double> sums) const {
    if (!as_stored_) {
      transform_.rows(rows_, first, count, buffer.data());
      tile.fill(buffer.data(), count, origin, sums);
      return;
    }
    with_element_type(features_.type, [&]<class T>(std::type_identity<T>) {
      tile.fill(features_.row<T>(first), count, origin, sums);
    });
  }

  /// Fills `tile` with their targets.
  void fill_targets(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                    std::span<double> buffer, PanelTile& tile, std::span<double> sums) const {
    if (rows_.list.empty()) {
      tile.fill(targets_.row<double>(first), count, origin, sums);
      return;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      std::copy_n(targets_.row<double>(rows_.row(first + i)), outputs(), &buffer[i * outputs()]);
    }
    tile.fill(buffer.data(), count, origin, sums);
  }

 private:
  RowSelection rows_;
  MatrixView features_;
  MatrixView targets_;
  FeatureTransform transform_;
  bool as_stored_;
};

/// What one thread works in.
struct Workspace {
  PanelTile features, targets;
  std::vector<double> feature_buffer, target_buffer;

  Workspace(const TileSource& source, std::uint64_t tile_rows)
      : features(source.features(), tile_rows),
        targets(source.outputs(), tile_rows),
        feature_buffer(source.feature_buffer(tile_rows)),
        target_buffer(source.target_buffer(tile_rows)) {}
};

/// Sums over one group of rows.
struct GroupSums {
  std::vector<double> features, targets, cross;
  GramMatrix gram;

  GroupSums(std::uint64_t feature_count, std::uint64_t outputs)
      : features(feature_count),
        targets(outputs),
        cross(outputs * PanelTile::panel_count(feature_count) * PanelRow::columns),
        gram(feature_count) {}

  void add(const GroupSums& other) {
    add(other.features, features);
    add(other.targets, targets);
    add(other.cross, cross);
    gram.add(other.gram);
  }

 private:
  static void add(const std::vector<double>& values, std::vector<double>& sums) {
    std::transform(sums.begin(), sums.end(), values.begin(), sums.begin(), std::plus<>());
  }
};

/// Groups of rows that are summed apart and then added in order: as many as large machines have cores, fewer
/// where the matrices take much memory. Depends on the shape alone, and so do the bits of the sum.
std::uint64_t group_count(std::uint64_t tiles, std::uint64_t features) {
  constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;
  return std::min(tiles, std::clamp<std::uint64_t>(most_bytes / (1 + GramMatrix::bytes(features)), 4, 64));
}

/// Origins are there already.
void add_up(const TileSource& source, int threads, CentredSums& sums) {
  const std::uint64_t tile_rows = PanelTile::rows_in_cache(source.features());
  const std::uint64_t tiles = (source.rows() + tile_rows - 1) / tile_rows;
  // Made here, because running out of memory must not end a parallel region.
  std::vector<GroupSums> groups(group_count(tiles, source.features()),
                                GroupSums(source.features(), source.outputs()));
  const int workers = team_size(threads, groups.size());
  std::vector<Workspace> workspaces(static_cast<std::size_t>(workers), Workspace(source, tile_rows));
#pragma omp parallel for schedule(dynamic) num_threads(workers)
  for (std::uint64_t group = 0; group < groups.size(); ++group) {
    GroupSums& own = groups[group];
    Workspace& space = workspaces[static_cast<std::size_t>(omp_get_thread_num())];
    const std::uint64_t end = std::min((group + 1) * tiles / groups.size() * tile_rows, source.rows());
    for (std::uint64_t row = group * tiles / groups.size() * tile_rows; row < end; row += tile_rows) {
      const std::uint64_t count = std::min(tile_rows, end - row);
      source.fill_features(row, count, sums.feature_origin, space.feature_buffer, space.features,
                           own.features);
      source.fill_targets(row, count, sums.target_origin, space.target_buffer, space.targets, own.targets);
      const std::uint64_t next = row + count;
      own.gram.add(space.features, count, source.stored(next, std::min(tile_rows, end - next)));
      add_cross_products(space.targets, space.features, count, own.cross);
    }
  }
  for (std::size_t group = 1; group < groups.size(); ++group) {
    groups[0].add(groups[group]);
  }
  sums.features = std::move(groups[0].features);
  sums.targets = std::move(groups[0].targets);
  sums.gram = groups[0].gram.result();
  const std::uint64_t stride = groups[0].cross.size() / source.outputs();
  for (std::uint64_t output = 0; output < source.outputs(); ++output) {
    const auto row = groups[0].cross.begin() + static_cast<std::ptrdiff_t>(output * stride);
    sums.cross.insert(sums.cross.end(), row, row + static_cast<std::ptrdiff_t>(source.features()));
  }
}

}  // namespace

CentredSums centred_sums(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                         int threads) {
  const TileSource source(preprocessing, table, rows);
  const std::vector<std::uint64_t> sample = sample_of(rows);
  const RowSelection sampled{sample.size(), sample};
  CentredSums sums;
  const std::vector<Moments> moments = feature_moments(preprocessing, table, sampled, 1);
  for (std::uint64_t i = 0; i < source.features(); ++i) {
    sums.feature_origin.push_back(
        moments[preprocessing.selected.empty() ? i : preprocessing.selected[i]].mean);
  }
  for (const Moments& target : column_moments(source.targets(), sampled, 1)) {
    sums.target_origin.push_back(target.mean);
  }
  add_up(source, threads, sums);
  return sums;
}

}  // namespace glissade
