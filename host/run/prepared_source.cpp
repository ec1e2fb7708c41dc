#include "run/prepared_source.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "glissade/error.hpp"
#include "glissade/table.hpp"
#include "preprocessing/one_hot_targets.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

void warn(const std::vector<std::string>& warnings, RunObserver& observer) {
  for (const std::string& warning : warnings)
    observer.warn(warning);
}

/// Rows that were left out for what they lack; no others are.
void note_kept_rows(const PreparedSource& source, std::uint64_t rows, RunObserver& observer) {
  if (source.rows() < rows)
    observer.note(grouped(source.rows()) + " of " + counted(rows, "row") +
                  " are used: the others have a missing value");
}

void require_every_row(const PreparedSource& source, std::uint64_t rows, const std::string& data) {
  if (source.rows() == rows)
    return;
  std::uint64_t missing = 0;
  while (missing < source.kept_rows.size() && source.kept_rows[missing] == missing)
    ++missing;
  throw Error(ErrorKind::input,
              data + ": row " + std::to_string(missing + 1) +
                  " has a missing value, and the model was trained with {impute} drop",
              "Fill or remove such rows, or train with {impute} mean or median.");
}

/// The place of each of the model's columns in the table; nothing if one is missing.
std::optional<std::vector<std::size_t>> places_of(const std::vector<Column>& wanted,
                                                  const std::vector<Column>& columns) {
  // Tables may have millions of columns.
  std::unordered_map<std::string_view, std::size_t> place_of_name;
  for (std::size_t place = 0; place < columns.size(); ++place)
    place_of_name.emplace(columns[place].name, place);
  std::vector<std::size_t> places;
  for (const Column& column : wanted) {
    const auto found = place_of_name.find(column.name);
    if (found == place_of_name.end())
      return std::nullopt;
    places.push_back(found->second);
  }
  return places;
}

/// A file's columns are read in the model's order; those of the caller's memory are put into it here. A
/// column that is not there is for the preprocessing to refuse.
void put_in_order(const Preprocessing& preprocessing, Table& table) {
  if (!preprocessing.named_columns || !table.named_columns || table.deferred)
    return;
  if (std::ranges::equal(preprocessing.columns, table.columns, {}, &Column::name, &Column::name))
    return;
  const auto places = places_of(preprocessing.columns, table.columns);
  if (!places)
    return;
  const MatrixView& from = table.values.view();
  const std::size_t size = element_size(from.type);
  Matrix ordered = Matrix::allocate(from.type, from.rows, places->size());
  auto* to = reinterpret_cast<std::byte*>(ordered.row<std::uint8_t>(0));
  std::vector<Column> columns;
  for (const std::size_t place : *places)
    columns.push_back(table.columns[place]);
  for (std::uint64_t row = 0; row < from.rows; ++row) {
    const auto* const values = static_cast<const std::byte*>(from.data) + row * from.columns * size;
    for (const std::size_t place : *places)
      to = std::copy_n(values + place * size, size, to);
  }
  table.values = std::move(ordered);
  table.columns = std::move(columns);
}

}  // namespace

PreparedSource prepare(const Preprocessing& preprocessing, Table table, int threads, RunObserver& observer) {
  PreparedData prepared = apply_preprocessing(preprocessing, std::move(table), threads);
  warn(prepared.warnings, observer);
  PreparedSource source;
  source.dataset = std::move(prepared.dataset);
  source.kept_rows = std::move(prepared.kept_rows);
  source.targets = std::move(prepared.targets);
  return source;
}

PreparedSource prepare_in_double(const Preprocessing& preprocessing, Table table, RunObserver& observer) {
  SettledTable settled = settle_table(preprocessing, std::move(table));
  warn(settled.warnings, observer);
  PreparedSource source;
  source.targets = std::move(settled.table.targets.values);
  settled.table.targets = {};
  source.kept_rows = std::move(settled.kept_rows);
  source.table = std::move(settled.table);
  return source;
}

namespace {

PreparedSource prepare_as_needed(const Model& model, Table table, int threads, RunObserver& observer) {
  if (table.deferred && model.predicts_in_double())
    throw Error(ErrorKind::usage, "a model of the exact solver needs rows in the host's memory",
                "Read the source without allow_deferred.");
  say_notes(table, observer);
  put_in_order(model.preprocessing, table);
  if (model.is_classifier())
    gather_one_hot_targets(table);
  return model.predicts_in_double() ? prepare_in_double(model.preprocessing, std::move(table), observer)
                                    : prepare(model.preprocessing, std::move(table), threads, observer);
}

}  // namespace

PreparedSource prepare_for(const Model& model, Table table, int threads, RunObserver& observer) {
  const std::uint64_t rows = table.rows();
  PreparedSource source = prepare_as_needed(model, std::move(table), threads, observer);
  note_kept_rows(source, rows, observer);
  return source;
}

PreparedSource prepare_every_row(const Model& model, Table table, const std::string& data, int threads,
                                 RunObserver& observer) {
  const std::uint64_t rows = table.rows();
  PreparedSource source = prepare_as_needed(model, std::move(table), threads, observer);
  require_every_row(source, rows, data);
  return source;
}

void say_notes(Table& table, RunObserver& observer) {
  for (const std::string& note : table.notes)
    observer.note(note);
  table.notes.clear();
}

SourceOptions for_model(SourceOptions source, const Preprocessing& preprocessing) {
  source.allow_missing = preprocessing.impute != Impute::none;
  source.allow_missing_targets = preprocessing.impute == Impute::drop;
  source.classes = !preprocessing.class_names.empty();
  source.model_columns = preprocessing.columns;
  source.model_targets = preprocessing.target_names;
  source.model_reading = preprocessing.reading;
  if (!preprocessing.named_columns)
    return source;
  for (const Column& column : preprocessing.columns)
    source.feature_names.push_back(column.name);
  return source;
}

}  // namespace glissade
