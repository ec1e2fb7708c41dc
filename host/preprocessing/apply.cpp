#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "glissade/preprocessing.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/columns.hpp"
#include "preprocessing/missing.hpp"
#include "preprocessing/targets.hpp"
#include "preprocessing/transform.hpp"

namespace glissade {

namespace {

bool all_equal(std::span<const double> values, double expected) {
  return std::all_of(values.begin(), values.end(), [&](double value) { return value == expected; });
}

bool selects(const Preprocessing& preprocessing) {
  return preprocessing.selected.size() > 0;
}

void check_size(const Preprocessing& preprocessing) {
  const std::size_t features =
      selects(preprocessing) ? preprocessing.selected.size() : one_hot_sources(preprocessing.columns).size();
  if (preprocessing.shift.size() != features || preprocessing.scale.size() != features) {
    throw Error(ErrorKind::input, "the preprocessing makes " + std::to_string(features) +
                                      " features, but has " + std::to_string(preprocessing.shift.size()) +
                                      " shifts and " + std::to_string(preprocessing.scale.size()) +
                                      " scales");
  }
}

/// What is missing is refused or dropped, unless it is to be filled in. Returns the rows kept, where some
/// were dropped.
std::vector<std::uint64_t> settle_missing(const Preprocessing& preprocessing, Table& table) {
  if (preprocessing.impute == Impute::none) {
    refuse_missing(preprocessing, table,
                   "Fill in the value, or train the model with {impute} mean, median or drop.");
  }
  const bool missing =
      table.missing_values > 0 || std::any_of(table.targets.values.begin(), table.targets.values.end(),
                                              [](double value) { return std::isnan(value); });
  if (preprocessing.impute != Impute::drop || !missing) {
    return {};
  }
  std::vector<std::uint64_t> kept = complete_rows(table);
  if (kept.empty()) {
    const std::optional<std::size_t> empty = find_empty_column(table);
    throw Error(ErrorKind::input,
                empty
                    ? "column '" + table.columns[*empty].name + "' has no value in any row, so no row is left"
                    : "every row has a missing value, so no row is left",
                "Train the model with {impute} mean or median.");
  }
  table.keep_rows(kept);
  return kept;
}

std::vector<std::string> unseen_words(const Preprocessing& preprocessing, const Table& table) {
  const CategoryMaps maps = match_columns(preprocessing, table);
  const auto counts = count_words(table, {table.rows(), {}});
  std::vector<std::string> warnings;
  for (std::size_t column = 0; column < maps.size(); ++column) {
    std::uint64_t rows = 0;
    std::string example;
    for (std::size_t word = 0; word < maps[column].size(); ++word) {
      if (maps[column][word] < 0 && counts[column][word] > 0) {
        rows += counts[column][word];
        example = example.empty() ? table.columns[column].categories[word] : example;
      }
    }
    if (rows > 0) {
      warnings.push_back("column '" + column_name(preprocessing, column) + "': " + std::to_string(rows) +
                         (rows == 1 ? " row has" : " rows have") + " a word that the model has not seen ('" +
                         example + "'); each counts as none of the known words");
    }
  }
  return warnings;
}

[[noreturn]] void throw_too_large(const Preprocessing& preprocessing, std::uint64_t feature,
                                  std::uint64_t row) {
  throw Error(ErrorKind::input,
              "feature '" + preprocessing.feature_names()[feature] + "' in row " + std::to_string(row + 1) +
                  " is too large for single precision",
              "Use another unit, or train with {standardize}.");
}

/// Bytes stay bytes: what happens to them is left to the dataset.
void keep_bytes(const Preprocessing& preprocessing, Table& table, Dataset& dataset) {
  for (std::size_t feature = 0; feature < preprocessing.shift.size(); ++feature) {
    dataset.scale.push_back(static_cast<float>(preprocessing.scale[feature]));
    dataset.shift.push_back(static_cast<float>(-preprocessing.shift[feature] * preprocessing.scale[feature]));
    if (!std::isfinite(255.0f * dataset.scale.back() + dataset.shift.back())) {
      throw_too_large(preprocessing, feature, 0);
    }
  }
  if (!selects(preprocessing)) {
    dataset.features = std::move(table.values);
    return;
  }
  const std::uint64_t features = preprocessing.selected.size();
  Matrix chosen = Matrix::allocate(ElementType::uint8, table.rows(), features);
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    const auto* const source = table.values.view().row<std::uint8_t>(row);
    std::uint8_t* const target = chosen.row<std::uint8_t>(row);
    for (std::uint64_t feature = 0; feature < features; ++feature) {
      target[feature] = source[preprocessing.selected[feature]];
    }
  }
  dataset.features = std::move(chosen);
}

/// Whether the features are the table's own floats.
bool leaves_floats(const Preprocessing& preprocessing, const Table& table) {
  const bool words = std::any_of(preprocessing.columns.begin(), preprocessing.columns.end(),
                                 [](const Column& column) { return column.is_categorical(); });
  return table.values.type() == ElementType::float32 && table.missing_values == 0 && !words &&
         !selects(preprocessing) && all_equal(preprocessing.shift, 0.0) &&
         all_equal(preprocessing.scale, 1.0);
}

/// Tile by tile through fp64. `target` may be the table's own memory where each feature is as wide as its
/// column: a tile is read in full before it is written.
void convert_features(const Preprocessing& preprocessing, const Table& table, const RowSelection& names,
                      int threads, float* target) {
  const FeatureTransform transform(preprocessing, table);
  const std::uint64_t features = transform.feature_count();
  const std::uint64_t rows = table.rows();
  constexpr std::uint64_t tile_elements = 4096;
  const std::uint64_t tile_rows =
      std::max<std::uint64_t>(1, tile_elements / std::max<std::uint64_t>(features, 1));
  const std::uint64_t tiles = divided_up(rows, tile_rows);
  const int workers = static_cast<int>(
      std::clamp<std::uint64_t>(tiles, 1, static_cast<std::uint64_t>(thread_count(threads))));
  std::vector<std::vector<double>> buffers(static_cast<std::size_t>(workers),
                                           std::vector<double>(tile_rows * features));
  constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t first_bad = none;  // element that fp32 cannot hold

#pragma omp parallel for schedule(static) num_threads(workers) reduction(min : first_bad)
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    const std::uint64_t first = tile * tile_rows;
    const std::uint64_t count = std::min(tile_rows, rows - first);
    double* const buffer = buffers[static_cast<std::size_t>(omp_get_thread_num())].data();
    transform.rows({rows, {}}, first, count, buffer);
    float* const rounded = target + first * features;
    bool good = true;
    for (std::uint64_t i = 0; i < count * features; ++i) {
      rounded[i] = static_cast<float>(buffer[i]);
      good &= std::abs(rounded[i]) <= std::numeric_limits<float>::max();
    }
    if (!good && first_bad == none) {
      const float* const bad = std::find_if_not(rounded, rounded + count * features,
                                                [](float value) { return std::isfinite(value); });
      first_bad = static_cast<std::uint64_t>(bad - target);
    }
  }
  if (first_bad != none) {
    throw_too_large(preprocessing, first_bad % features, names.row(first_bad / features));
  }
}

void make_features(const Preprocessing& preprocessing, Table& table, const RowSelection& names, int threads,
                   Dataset& dataset) {
  if (dataset.deferred && !leaves_floats(preprocessing, table)) {
    throw Error(ErrorKind::usage, "features that the device generates cannot be preprocessed",
                "Read the data without leaving them to the device.");
  }
  if (table.values.type() == ElementType::uint8) {
    keep_bytes(preprocessing, table, dataset);
    return;
  }
  if (leaves_floats(preprocessing, table)) {
    dataset.features = std::move(table.values);
    return;
  }
  const bool in_place = table.values.type() == ElementType::float32 && table.values.writable() &&
                        !selects(preprocessing) && preprocessing.shift.size() == table.columns.size();
  if (in_place) {
    convert_features(preprocessing, table, names, threads, table.values.row<float>(0));
    dataset.features = std::move(table.values);
    return;
  }
  Matrix features = Matrix::allocate(ElementType::float32, table.rows(), preprocessing.shift.size());
  convert_features(preprocessing, table, names, threads, features.row<float>(0));
  dataset.features = std::move(features);
}

}  // namespace

SettledTable settle_table(const Preprocessing& preprocessing, Table table) {
  check_size(preprocessing);
  match_columns(preprocessing, table);
  SettledTable settled;
  settled.warnings = match_targets(preprocessing, table);
  settled.kept_rows = settle_missing(preprocessing, table);
  std::ranges::move(unseen_words(preprocessing, table), std::back_inserter(settled.warnings));
  refuse_unfit_targets(preprocessing, table.targets, {table.rows(), settled.kept_rows});
  settled.table = std::move(table);
  return settled;
}

PreparedData apply_preprocessing(const Preprocessing& preprocessing, Table given, int threads) {
  auto [table, kept_rows, warnings] = settle_table(preprocessing, std::move(given));
  PreparedData prepared;
  prepared.kept_rows = std::move(kept_rows);
  prepared.warnings = std::move(warnings);
  const RowSelection names{table.rows(), prepared.kept_rows};
  convert_targets(preprocessing, table.targets, names, prepared.dataset);
  if (preprocessing.class_names.empty()) {
    prepared.targets = std::move(table.targets.values);
  }
  table.targets = {};
  prepared.dataset.deferred = std::move(table.deferred);
  const void* const values = table.values.view().data;
  make_features(preprocessing, table, names, threads, prepared.dataset);
  require_unchanged(values);
  return prepared;
}

}  // namespace glissade
