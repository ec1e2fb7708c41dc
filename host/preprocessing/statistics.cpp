#include "preprocessing/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/element_types.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/sums.hpp"

namespace glissade {

namespace {

// A tile is read twice, for the mean and for the deviations from it, so it should fit a core's own cache; and
// it has enough rows that what is done once a tile does not show.
constexpr std::uint64_t tile_bytes = std::uint64_t{128} << 10;
constexpr std::uint64_t least_tile_rows = 64;
// The sums of so many columns stay in the first-level cache.
constexpr std::uint64_t block_columns = 512;
// Rows of a table narrower than this are laid side by side, so that the inner loop is long enough for
// vectors.
constexpr std::uint64_t narrow_lanes = 64;
// Tiles are merged within a group, then the groups in order; both depend on the shape alone.
constexpr std::uint64_t most_groups = 64;

struct Tiling {
  std::uint64_t rows = 0;  // of the selection
  std::uint64_t columns = 0;
  std::uint64_t tile_rows = 0;
  std::uint64_t tiles = 0;
  std::uint64_t groups = 0;

  Tiling(std::uint64_t row_count, std::uint64_t column_count, std::size_t element_bytes)
      : rows(row_count), columns(column_count) {
    tile_rows = std::max(least_tile_rows, tile_bytes / (columns * element_bytes));
    tiles = divided_up(rows, tile_rows);
    groups = std::min(tiles, most_groups);
  }
  std::uint64_t first_tile(std::uint64_t group) const { return group * tiles / groups; }
};

/// The first value of each column that is not missing. Sums of differences from it are exactly zero for a
/// constant column, and lose nothing to a large mean.
template <class T>
std::vector<double> origins(const MatrixView& values, const RowSelection& rows) {
  std::vector<double> origin(values.columns);
  std::vector<std::uint64_t> open(values.columns);
  std::iota(open.begin(), open.end(), std::uint64_t{0});
  for (std::uint64_t position = 0; position < rows.count && !open.empty(); ++position) {
    const T* const row = values.row<T>(rows.row(position));
    std::erase_if(open, [&](std::uint64_t column) {
      origin[column] = row[column] == row[column] ? static_cast<double>(row[column]) : 0.0;
      return row[column] == row[column];
    });
  }
  return origin;
}

/// One thread's working memory.
template <class T>
class TileAccumulator {
 public:
  TileAccumulator(const MatrixView& values, const RowSelection& rows, const Tiling& tiling,
                  std::span<const double> origin, InstructionSet instruction_set)
      : values_(values),
        rows_(rows),
        tiling_(tiling),
        origin_(origin),
        kernels_(sum_kernels<T>(instruction_set)) {
    const std::uint64_t lanes = std::max(block_columns, narrow_lanes);
    for (auto* array : {&lane_origin_, &count_, &sum_, &mean_, &squares_}) {
      array->resize(lanes);
    }
    if (!rows.list.empty()) {
      gathered_.resize(tiling.tile_rows * tiling.columns);
    }
  }

  /// Adds the moments of a tile, relative to the origin, to `moments`.
  void add_tile(std::uint64_t tile, Moments* moments) {
    const std::uint64_t first = tile * tiling_.tile_rows;
    const std::uint64_t count = std::min(tiling_.tile_rows, tiling_.rows - first);
    const T* const values = rows_of(first, count);
    for (std::uint64_t column = 0; column < tiling_.columns; column += block_columns) {
      add_block(values, count, column, std::min(block_columns, tiling_.columns - column), moments);
    }
  }

 private:
  const T* rows_of(std::uint64_t first, std::uint64_t count) {
    if (rows_.list.empty()) {
      return values_.row<T>(first);
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      std::copy_n(values_.row<T>(rows_.list[first + i]), tiling_.columns,
                  gathered_.data() + i * tiling_.columns);
    }
    return gathered_.data();
  }

  void add_block(const T* values, std::uint64_t rows, std::uint64_t column, std::uint64_t columns,
                 Moments* moments) {
    const std::uint64_t side_by_side =
        tiling_.columns < narrow_lanes ? std::min(narrow_lanes / tiling_.columns, rows) : 1;
    const std::uint64_t lanes = side_by_side * columns;
    for (std::uint64_t lane = 0; lane < lanes; lane += columns) {
      std::copy_n(origin_.begin() + static_cast<std::ptrdiff_t>(column), columns, lane_origin_.data() + lane);
    }
    for (auto* array : {&count_, &sum_, &squares_}) {
      std::fill_n(array->data(), lanes, 0.0);
    }
    const std::uint64_t stride = side_by_side * tiling_.columns;
    const LaneBlock<T> whole{values + column, rows / side_by_side, stride, lanes};
    const LaneBlock<T> rest{values + whole.rows * stride + column, 1, stride, rows % side_by_side * columns};
    const LaneSums sums{lane_origin_.data(), mean_.data(), count_.data(), sum_.data(), squares_.data()};

    kernels_.values(whole, sums);
    kernels_.values(rest, sums);
    fold(lanes, columns, count_);
    fold(lanes, columns, sum_);
    for (std::uint64_t i = 0; i < columns; ++i) {
      mean_[i] = count_[i] > 0.0 ? sum_[i] / count_[i] : 0.0;
    }
    for (std::uint64_t lane = columns; lane < lanes; lane += columns) {
      std::copy_n(mean_.data(), columns, mean_.data() + lane);
    }
    kernels_.squares(whole, sums);
    kernels_.squares(rest, sums);
    fold(lanes, columns, squares_);
    for (std::uint64_t i = 0; i < columns; ++i) {
      moments[column + i].add({count_[i], mean_[i], squares_[i]});
    }
  }

  /// Adds up the lanes of each column, into its first.
  static void fold(std::uint64_t lanes, std::uint64_t columns, std::vector<double>& sums) {
    for (std::uint64_t lane = columns; lane < lanes; lane += columns) {
      for (std::uint64_t i = 0; i < columns; ++i) {
        sums[i] += sums[lane + i];
      }
    }
  }

  MatrixView values_;
  RowSelection rows_;
  Tiling tiling_;
  std::span<const double> origin_;
  SumKernels<T> kernels_;
  std::vector<double> lane_origin_, count_, sum_, mean_, squares_;
  std::vector<T> gathered_;
};

template <class T>
std::vector<Moments> moments_of(const MatrixView& values, const RowSelection& rows, int threads,
                                InstructionSet instruction_set) {
  const Tiling tiling(rows.count, values.columns, sizeof(T));
  const std::vector<double> origin = origins<T>(values, rows);
  std::vector<Moments> partial(tiling.groups * tiling.columns);
  const int workers = static_cast<int>(
      std::min<std::uint64_t>(static_cast<std::uint64_t>(thread_count(threads)), tiling.groups));
  // Made here, because running out of memory must not end a parallel region.
  std::vector<TileAccumulator<T>> accumulators(static_cast<std::size_t>(workers),
                                               {values, rows, tiling, origin, instruction_set});
#pragma omp parallel for schedule(dynamic) num_threads(workers)
  for (std::uint64_t group = 0; group < tiling.groups; ++group) {
    TileAccumulator<T>& accumulator = accumulators[static_cast<std::size_t>(omp_get_thread_num())];
    for (std::uint64_t tile = tiling.first_tile(group); tile < tiling.first_tile(group + 1); ++tile) {
      accumulator.add_tile(tile, partial.data() + group * tiling.columns);
    }
  }
  std::vector<Moments> moments(tiling.columns);
  for (std::uint64_t i = 0; i < partial.size(); ++i) {
    moments[i % tiling.columns].add(partial[i]);
  }
  for (std::uint64_t column = 0; column < tiling.columns; ++column) {
    moments[column].mean += origin[column];
  }
  return moments;
}

/// What one-hot makes of a column with `counts[i]` rows of each of the model's words.
void add_word_moments(std::span<const std::uint64_t> counts, std::vector<Moments>& moments) {
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  for (const std::uint64_t count : counts) {
    Moments feature;
    feature.add_constant(0.0, total - static_cast<double>(count));
    feature.add_constant(1.0, static_cast<double>(count));
    moments.push_back(feature);
  }
}

}  // namespace

void Moments::add(const Moments& other) {
  if (other.count == 0.0) {
    return;
  }
  const double total = count + other.count;
  const double difference = other.mean - mean;
  squares += other.squares + difference * difference * (count * other.count / total);
  mean = count == 0.0 ? other.mean : mean + difference * (other.count / total);
  count = total;
}

std::vector<Moments> column_moments(const MatrixView& values, const RowSelection& rows, int threads,
                                    InstructionSet instruction_set) {
  if (rows.count == 0 || values.columns == 0) {
    return std::vector<Moments>(values.columns);
  }
  return with_element_type(values.type, [&]<class T>(std::type_identity<T>) {
    return moments_of<T>(values, rows, threads, instruction_set);
  });
}

std::vector<Moments> feature_moments(const Preprocessing& preprocessing, const Table& table,
                                     const RowSelection& rows, int threads) {
  const std::vector<Moments> columns = column_moments(table.values.view(), rows, threads);
  const CategoryMaps maps = match_columns(preprocessing, table);
  const std::vector<std::vector<std::uint64_t>> words = count_words(table, rows);
  std::vector<Moments> moments;
  for (std::uint64_t column = 0; column < preprocessing.columns.size(); ++column) {
    const double missing = static_cast<double>(rows.count) - columns[column].count;
    if (!preprocessing.columns[column].is_categorical()) {
      moments.push_back(columns[column]);
      if (!preprocessing.fill.empty()) {
        moments.back().add_constant(preprocessing.fill[column], missing);
      }
      continue;
    }
    std::vector<std::uint64_t> counts(preprocessing.columns[column].categories.size());
    for (std::size_t word = 0; word < maps[column].size(); ++word) {
      if (maps[column][word] >= 0) {
        counts[static_cast<std::size_t>(maps[column][word])] += words[column][word];
      }
    }
    if (!preprocessing.fill.empty()) {
      counts[static_cast<std::size_t>(preprocessing.fill[column])] += static_cast<std::uint64_t>(missing);
    }
    add_word_moments(counts, moments);
  }
  return moments;
}

}  // namespace glissade
