#include "data/csv/csv_layout.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "data/column_names.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/csv_columns.hpp"
#include "data/csv/target_columns.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

/// Columns that an option lists. A name may itself hold a comma.
std::vector<std::uint64_t> find_listed(const CsvColumns& columns, const std::string& text,
                                       const std::string& kind) {
  if (text.empty()) {
    return {};
  }
  if (const auto column = columns.find_name(text)) {
    return {*column};
  }
  std::vector<std::uint64_t> places;
  for (const std::string& name : list_items(text)) {
    const auto column = columns.find(name);
    if (!column) {
      columns.fail_unknown(name, kind);
    }
    places.push_back(*column);
  }
  return places;
}

/// The place of each of the model's features in a file like that of its training, with its targets or without
/// them.
std::vector<std::uint64_t> expected_places(const TableReading& reading, std::uint64_t columns) {
  std::vector<std::uint64_t> places = reading.features;
  if (columns + reading.targets.size() == reading.columns) {
    for (std::uint64_t& place : places) {
      place -= static_cast<std::uint64_t>(
          std::ranges::count_if(reading.targets, [&](std::uint64_t target) { return target < place; }));
    }
  }
  return places;
}

/// A word in the first row that the model knows, where it would stand in a file without a header; else empty.
std::string known_word(const CsvLayout& layout, const SourceOptions& options) {
  const std::vector<std::uint64_t> places = expected_places(options.model_reading, layout.header.size());
  for (std::size_t feature = 0; feature < std::min(places.size(), options.model_columns.size()); ++feature) {
    const std::vector<std::string>& words = options.model_columns[feature].categories;
    if (places[feature] < layout.header.size() &&
        std::ranges::binary_search(words, layout.header[places[feature]])) {
      return layout.header[places[feature]];
    }
  }
  return {};
}

std::string hint_at_features(const CsvLayout& layout, const SourceOptions& options, std::size_t missing) {
  if (const std::string word = known_word(layout, options); !word.empty()) {
    return "The first row holds words that the model knows, such as " + quoted_for_message(word) +
           ": say {header} no if it is data.";
  }
  const std::string needed = "The model needs every column that it was trained on, under the same name";
  return missing == options.feature_names.size() ? needed + "; if the first row is data, say {header} no."
                                                 : needed + ".";
}

void place_named_features(const std::string& path, const CsvColumns& columns, const SourceOptions& options,
                          CsvLayout& layout) {
  std::string missing;
  std::size_t missing_count = 0;
  for (const std::string& name : options.feature_names) {
    const auto column = columns.find_name(name);
    if (!column) {
      missing += (missing_count == 0 ? "'" : ", '") + name + "'";
      ++missing_count;
      continue;
    }
    if (layout.slots[*column].role != CsvSlot::Role::ignored) {
      throw Error(ErrorKind::usage, path + ": the column '" + name + "' cannot be both target and feature",
                  "Name another target, or none.");
    }
    layout.slots[*column].role = CsvSlot::Role::feature;
    layout.slots[*column].index = layout.features.size();
    layout.features.push_back(name);
  }
  if (missing_count != 0) {
    throw Error(ErrorKind::input,
                path + ": the file lacks " + (missing_count == 1 ? "the column " : "the columns ") + missing,
                hint_at_features(layout, options, missing_count));
  }
}

/// Columns of a file without a header that the model does not use, by the file that it was trained on.
std::vector<bool> unused_by_model(const SourceOptions& options, const CsvLayout& layout) {
  std::vector<bool> unused(layout.slots.size(), false);
  const TableReading& reading = options.model_reading;
  const std::uint64_t targets = reading.targets.size();
  const bool without_targets = layout.targets.empty() && layout.slots.size() + targets == reading.columns;
  if (!reading.is_text || (layout.slots.size() != reading.columns && !without_targets)) {
    return unused;
  }
  std::uint64_t place = 0;
  for (std::uint64_t column = 0; column < reading.columns; ++column) {
    if (without_targets && std::ranges::find(reading.targets, column) != reading.targets.end()) {
      continue;
    }
    unused[place++] = std::ranges::find(reading.features, column) == reading.features.end();
  }
  return unused;
}

void place_other_columns(const std::string& path, const CsvColumns& columns,
                         const std::vector<std::string>& header, const SourceOptions& options,
                         CsvLayout& layout) {
  std::vector<bool> unused = unused_by_model(options, layout);
  const std::vector<std::uint64_t> wanted = find_listed(columns, options.text.features, "column");
  for (const std::uint64_t column : wanted) {
    if (layout.slots[column].role != CsvSlot::Role::ignored) {
      throw Error(ErrorKind::usage, path + ": the column " + layout.option_name(column) +
                                        " cannot be a feature, and something else, too");
    }
    layout.slots[column].keep = true;
  }
  for (const std::uint64_t column : find_listed(columns, options.text.ignore, "column")) {
    if (layout.slots[column].keep || layout.slots[column].role == CsvSlot::Role::target) {
      throw Error(ErrorKind::usage, path + ": the column " + layout.option_name(column) +
                                        " is to be left out by {ignore}, and to be used, too");
    }
    unused[column] = true;
  }
  for (std::uint64_t column = 0; column < layout.slots.size(); ++column) {
    CsvSlot& slot = layout.slots[column];
    if (slot.role == CsvSlot::Role::ignored && !unused[column] && (wanted.empty() || slot.keep)) {
      slot.role = CsvSlot::Role::feature;
      slot.index = layout.features.size();
      layout.features.push_back(header.empty() ? "" : header[column]);
    }
  }
}

// Without a header, columns that are features have the names that they had in training, or x1, x2, …
void name_features(const std::string& path, const SourceOptions& options, CsvLayout& layout) {
  const std::uint64_t count = layout.features.size();
  if (options.feature_names.empty()) {
    const std::vector<Column> columns = default_columns(count);
    std::transform(columns.begin(), columns.end(), layout.features.begin(),
                   [](const Column& column) { return column.name; });
  } else if (options.feature_names.size() == count) {
    layout.features = options.feature_names;
  } else {
    throw Error(ErrorKind::input,
                path + ": the file has " + std::to_string(count) + " columns of features, the model " +
                    std::to_string(options.feature_names.size()),
                "The file has no header, so its columns must be the model's, in the same order.");
  }
}

void place_id(const std::string& path, const CsvColumns& columns, const SourceOptions& options,
              CsvLayout& layout) {
  const std::string& wanted = options.text.id.empty() ? options.model_reading.id : options.text.id;
  if (wanted.empty()) {
    return;
  }
  const auto column = columns.find(wanted);
  if (!column && !options.text.id.empty()) {
    columns.fail_unknown(wanted, "column");
  }
  if (!column) {
    layout.notes.push_back("the file has no column '" + wanted + "', which told rows apart in training");
    return;
  }
  if (layout.slots[*column].role != CsvSlot::Role::ignored) {
    throw Error(ErrorKind::usage, path + ": the column " + wanted + " cannot be both target and {id}");
  }
  layout.slots[*column].role = CsvSlot::Role::id;
  layout.slots[*column].as_text = true;
  layout.id = wanted;
}

void settle_kinds(const CsvColumns& columns, const SourceOptions& options, CsvLayout& layout) {
  for (const std::uint64_t column : find_listed(columns, options.text.categorical, "column")) {
    layout.slots[column].categorical = layout.slots[column].as_text = true;
  }
  for (const std::uint64_t column : find_listed(columns, options.text.numeric, "column")) {
    if (layout.slots[column].categorical) {
      throw Error(ErrorKind::usage,
                  "the column " + layout.option_name(column) + " cannot be both {categorical} and {numeric}");
    }
    layout.slots[column].numeric = true;
  }
  if (options.model_columns.size() != layout.features.size()) {
    return;
  }
  for (CsvSlot& slot : layout.slots) {
    if (slot.role == CsvSlot::Role::feature) {
      slot.model = &options.model_columns[slot.index];
      slot.form = slot.model->form;
      slot.categorical = slot.as_text = slot.model->is_categorical();
    }
  }
}

}  // namespace

bool is_word_as_class(const NumberForm& form) {
  return form.kind != NumberForm::Kind::number || !form.unit.empty();
}

std::string CsvLayout::option_name(std::uint64_t column) const {
  return header.empty() ? std::to_string(column + 1) : header[column];
}

std::string CsvLayout::name(std::uint64_t column) const {
  const CsvSlot& slot = slots[column];
  switch (slot.role) {
    case CsvSlot::Role::feature:
      return features[slot.index];
    case CsvSlot::Role::target:
      return targets[slot.index];
    case CsvSlot::Role::id:
      return id;
    default:
      return option_name(column);
  }
}

CsvLayout lay_out_columns(const std::string& path, const std::vector<std::string>& header,
                          std::uint64_t column_count, const SourceOptions& options) {
  const CsvColumns columns(path, header, column_count);
  CsvLayout layout;
  layout.header = header;
  layout.slots.resize(column_count);
  for (const std::uint64_t column : find_target_columns(path, columns, options, layout)) {
    layout.slots[column].role = CsvSlot::Role::target;
    layout.slots[column].index = layout.targets.size();
    layout.targets.push_back(header.empty() ? "" : header[column]);
  }
  for (CsvSlot& slot : layout.slots) {
    slot.classes = options.classes && slot.role == CsvSlot::Role::target && layout.targets.size() == 1;
  }
  if (options.targets_alone) {
    layout.targets = header.empty() ? default_target_names(layout.targets.size()) : layout.targets;
    return layout;
  }
  place_id(path, columns, options, layout);
  if (!header.empty() && !options.feature_names.empty()) {
    place_named_features(path, columns, options, layout);
  } else {
    place_other_columns(path, columns, header, options, layout);
  }
  if (header.empty()) {
    name_features(path, options, layout);
    layout.targets = default_target_names(layout.targets.size());
  }
  if (layout.features.empty()) {
    throw Error(ErrorKind::input, path + ": the file has no column of features beside the target");
  }
  settle_kinds(columns, options, layout);
  return layout;
}

}  // namespace glissade
