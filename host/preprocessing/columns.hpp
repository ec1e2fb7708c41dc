#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// The rows of a table that count: all of them, or those in a list.
struct RowSelection {
  std::uint64_t count = 0;
  std::span<const std::uint64_t> list;  ///< ascending; empty: rows 0 to count - 1

  std::uint64_t row(std::uint64_t position) const { return list.empty() ? position : list[position]; }
};

/// Where a feature comes from.
struct FeatureSource {
  static constexpr std::int64_t number = -1;
  std::uint64_t column = 0;
  std::int64_t category = number;  ///< the word that the feature is 1 for
};

/// Numbers and one-hot words, in the order of the columns, as if nothing had been selected.
std::vector<FeatureSource> one_hot_sources(std::span<const Column> columns);

/// One per feature of the model.
std::vector<FeatureSource> feature_sources(const Preprocessing& preprocessing);

/// As the source calls the column; "x1", "x2", … without a header.
std::string column_name(const Preprocessing& preprocessing, std::uint64_t column);

/// For each column, the model's index of each of the table's words, -1 for a word that the model has not
/// seen.
using CategoryMaps = std::vector<std::vector<std::int64_t>>;

/// Checks that the table's columns are the model's: by name where both have names, else by number; and of the
/// same kind, unless a column is missing entirely. Throws Error(input).
CategoryMaps match_columns(const Preprocessing& preprocessing, const Table& table);

/// How many of the rows have each of the table's words, by column; empty for columns of numbers.
std::vector<std::vector<std::uint64_t>> count_words(const Table& table, const RowSelection& rows);

}  // namespace glissade
