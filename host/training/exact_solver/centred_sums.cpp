#include "training/exact_solver/centred_sums.hpp"

#include <algorithm>
#include <functional>
#include <span>

#include "glissade/numeric/divided_up.hpp"
#include "glissade/numeric/philox.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/statistics.hpp"
#include "training/exact_solver/cross_products.hpp"
#include "training/exact_solver/gram.hpp"
#include "training/exact_solver/tile_source.hpp"

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

/// The memory that one thread works in.
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
  std::vector<double> features, targets, cross, squares;
  GramMatrix gram;

  explicit GroupSums(const TileSource& source)
      : features(source.features()),
        targets(source.outputs()),
        cross(source.outputs() * PanelTile::panel_count(source.features()) * PanelRow::columns),
        squares(source.outputs()),
        gram(source.features()) {}

  /// Rows [first, end), less the origins in `origins`.
  void add_rows(const TileSource& source, const CentredSums& origins, std::uint64_t first, std::uint64_t end,
                Workspace& space) {
    const std::uint64_t step = space.features.most_rows();
    for (; first < end; first += step) {
      const std::uint64_t count = std::min(step, end - first);
      source.fill_features(first, count, origins.feature_origin, space.feature_buffer, space.features,
                           features);
      source.fill_targets(first, count, origins.target_origin, space.target_buffer, space.targets, targets);
      const std::uint64_t next = first + count;
      gram.add(space.features, count, source.stored(next, std::min(step, end - next)));
      add_cross_products(space.targets, space.features, count, cross);
      add_squares(space.targets, count);
    }
  }

  void add(const GroupSums& other) {
    add(other.features, features);
    add(other.targets, targets);
    add(other.cross, cross);
    add(other.squares, squares);
    gram.add(other.gram);
  }

 private:
  void add_squares(const PanelTile& tile, std::uint64_t rows) {
    for (std::uint64_t column = 0; column < tile.columns(); ++column) {
      const PanelRow* const panel = tile.panel(column / PanelRow::columns);
      double sum = 0.0;
      for (std::uint64_t row = 0; row < rows; ++row) {
        const double value = panel[row].values[column % PanelRow::columns];
        sum += value * value;
      }
      squares[column] += sum;
    }
  }

  static void add(const std::vector<double>& values, std::vector<double>& sums) {
    std::transform(sums.begin(), sums.end(), values.begin(), sums.begin(), std::plus<>());
  }
};

/// Groups of rows that are summed apart and then added in order: as many as large machines have cores, fewer
/// where the matrices take much memory. Depends on the shape alone, and so do the bits of the sum.
std::uint64_t group_count(std::uint64_t tiles, const TileSource& source) {
  constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;
  const std::uint64_t bytes =
      GramMatrix::bytes(source.features()) + source.outputs() * source.features() * sizeof(double);
  return std::min(tiles, std::clamp<std::uint64_t>(most_bytes / (1 + bytes), 4, 64));
}

/// Everything but the origins, which are there already.
void add_up(const TileSource& source, int threads, CentredSums& sums) {
  const std::uint64_t tile_rows = PanelTile::rows_in_cache(source.features());
  const std::uint64_t tiles = divided_up(source.rows(), tile_rows);
  const std::uint64_t count = group_count(tiles, source);
  const int workers = team_size(threads, count);
  // Made here, because running out of memory must not end a parallel region.
  std::vector<GroupSums> groups(count, GroupSums(source));
  std::vector<Workspace> workspaces(static_cast<std::size_t>(workers), Workspace(source, tile_rows));
#pragma omp parallel for schedule(dynamic) num_threads(workers)
  for (std::uint64_t group = 0; group < count; ++group) {
    const std::uint64_t first = group * tiles / count * tile_rows;
    const std::uint64_t end = std::min((group + 1) * tiles / count * tile_rows, source.rows());
    groups[group].add_rows(source, sums, first, end,
                           workspaces[static_cast<std::size_t>(omp_get_thread_num())]);
  }
  for (std::size_t group = 1; group < groups.size(); ++group) {
    groups[0].add(groups[group]);
  }
  sums.features = std::move(groups[0].features);
  sums.targets = std::move(groups[0].targets);
  sums.squares = std::move(groups[0].squares);
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
