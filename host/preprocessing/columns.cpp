#include "preprocessing/columns.hpp"

#include <algorithm>
#include <cmath>

#include "glissade/error.hpp"

namespace glissade {

namespace {

std::string quoted(const std::string& name) {
  return "'" + name + "'";
}

bool entirely_missing(const MatrixView& values, std::uint64_t column) {
  for (std::uint64_t row = 0; row < values.rows; ++row) {
    if (!std::isnan(values.at(row, column))) {
      return false;
    }
  }
  return true;
}

void check_names(const Preprocessing& preprocessing, const Table& table) {
  for (std::uint64_t column = 0; column < preprocessing.columns.size(); ++column) {
    const std::string& name = preprocessing.columns[column].name;
    const bool found = column < table.columns.size() && table.columns[column].name == name;
    if (!found) {
      throw Error(ErrorKind::input, "the data have no column " + quoted(name) + " where the model expects it",
                  "Give the columns that the model was trained on; inspect lists them.");
    }
  }
}

void check_count(const Preprocessing& preprocessing, const Table& table) {
  const std::size_t expected = preprocessing.columns.size();
  const std::size_t found = table.columns.size();
  if (expected != found) {
    throw Error(ErrorKind::input,
                "the model expects " + std::to_string(expected) + (expected == 1 ? " column" : " columns") +
                    " of features, the data have " + std::to_string(found),
                "Give the columns that the model was trained on; inspect lists them.");
  }
}

void check_kind(const Preprocessing& preprocessing, const Table& table, std::uint64_t column) {
  const bool words = preprocessing.columns[column].is_categorical();
  if (words == table.columns[column].is_categorical() || entirely_missing(table.values.view(), column)) {
    return;
  }
  throw Error(ErrorKind::input,
              "column " + quoted(column_name(preprocessing, column)) + " holds " +
                  (words ? "numbers, but the model was trained on words there"
                         : "words, but the model was trained on numbers there"),
              "Give the columns in the form that the model was trained on.");
}

/// A word without a category of its own is one of the rest, where there is a rest.
std::vector<std::int64_t> map_categories(const Column& model, const Column& table) {
  const auto rest = std::ranges::find(model.categories, model.rest);
  const std::int64_t unknown =
      model.rest.empty() || rest == model.categories.end() ? -1 : rest - model.categories.begin();
  std::vector<std::int64_t> map;
  for (const std::string& word : table.categories) {
    const auto found = std::lower_bound(model.categories.begin(), model.categories.end(), word);
    const bool known = found != model.categories.end() && *found == word;
    map.push_back(known ? found - model.categories.begin() : unknown);
  }
  return map;
}

}  // namespace

std::vector<FeatureSource> one_hot_sources(std::span<const Column> columns) {
  std::vector<FeatureSource> sources;
  for (std::uint64_t column = 0; column < columns.size(); ++column) {
    if (!columns[column].is_categorical()) {
      sources.push_back({column, FeatureSource::number});
    }
    for (std::size_t category = 0; category < columns[column].categories.size(); ++category) {
      sources.push_back({column, static_cast<std::int64_t>(category)});
    }
  }
  return sources;
}

std::vector<FeatureSource> feature_sources(const Preprocessing& preprocessing) {
  std::vector<FeatureSource> all = one_hot_sources(preprocessing.columns);
  if (preprocessing.selected.empty()) {
    return all;
  }
  std::vector<FeatureSource> sources;
  for (const std::uint64_t feature : preprocessing.selected) {
    sources.push_back(all.at(feature));
  }
  return sources;
}

std::string column_name(const Preprocessing& preprocessing, std::uint64_t column) {
  if (preprocessing.named_columns) {
    return preprocessing.columns[column].name;
  }
  std::string name = "x";
  name += std::to_string(column + 1);
  return name;
}

CategoryMaps match_columns(const Preprocessing& preprocessing, const Table& table) {
  if (preprocessing.named_columns && table.named_columns) {
    check_names(preprocessing, table);
  }
  check_count(preprocessing, table);
  CategoryMaps maps;
  for (std::uint64_t column = 0; column < table.columns.size(); ++column) {
    check_kind(preprocessing, table, column);
    maps.push_back(map_categories(preprocessing.columns[column], table.columns[column]));
  }
  return maps;
}

std::vector<std::vector<std::uint64_t>> count_words(const Table& table, const RowSelection& rows) {
  std::vector<std::vector<std::uint64_t>> counts(table.columns.size());
  for (std::uint64_t column = 0; column < table.columns.size(); ++column) {
    counts[column].resize(table.columns[column].categories.size());
    for (std::uint64_t position = 0; position < rows.count && !counts[column].empty(); ++position) {
      const double value = table.values.view().at(rows.row(position), column);
      if (!std::isnan(value)) {
        ++counts[column][static_cast<std::size_t>(value)];
      }
    }
  }
  return counts;
}

}  // namespace glissade
