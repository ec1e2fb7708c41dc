#include "data/csv/csv_layout.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "data/column_names.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

/// The columns of a file, by name and number.
class Columns {
 public:
  Columns(const std::string& path, const std::vector<std::string>& header, std::uint64_t count)
      : path_(path), header_(header), count_(count) {
    for (std::uint64_t column = 0; column < header.size(); ++column) {
      by_name_.emplace(header[column], column);
    }
  }

  std::optional<std::uint64_t> find_name(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::nullopt : std::optional(found->second);
  }

  // By name, else by number from 1.
  std::optional<std::uint64_t> find(const std::string& text) const {
    if (const auto column = find_name(text)) {
      return column;
    }
    const std::optional<std::uint64_t> number = parse_count(text);
    return number && *number >= 1 && *number <= count_ ? std::optional(*number - 1) : std::nullopt;
  }

  [[noreturn]] void fail_unknown(const std::string& name, const std::string& kind) const {
    if (header_.empty()) {
      throw Error(
          ErrorKind::input, path_ + ": there is no " + kind + " '" + name + "'",
          "The file has no header; name a column by its number, from 1 to " + std::to_string(count_) + ".");
    }
    throw Error(ErrorKind::input, path_ + ": there is no " + kind + " '" + name + "'",
                suggest_names(name, header_));
  }

 private:
  const std::string& path_;
  const std::vector<std::string>& header_;
  std::uint64_t count_;
  std::unordered_map<std::string, std::uint64_t> by_name_;
};

[[noreturn]] void refuse_no_target(const std::string& path) {
  throw Error(ErrorKind::usage, path + ": no target column is named",
              "Name it with {target}, by its name in the header or its number from 1.");
}

/// Columns that an option lists. A name may itself hold a comma.
std::vector<std::uint64_t> find_listed(const Columns& columns, const std::string& text,
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

/// A name that is a number, too, may not be what was meant.
void note_number(const std::string& name, std::uint64_t column, bool by_name, CsvLayout& layout) {
  const std::optional<std::uint64_t> number = parse_count(name);
  if (number && by_name && *number != column + 1) {
    layout.notes.push_back("{target} " + name + " is the column of that name, number " +
                           std::to_string(column + 1) + " in the file");
  }
}

std::vector<std::uint64_t> find_targets(const std::string& path, const Columns& columns,
                                        const SourceOptions& options, CsvLayout& layout) {
  // A name may itself hold a comma.
  if (const auto column = columns.find_name(options.target)) {
    note_number(options.target, *column, true, layout);
    return {*column};
  }
  std::vector<std::uint64_t> targets;
  // Only where a model says which columns are features can the target be missed without taking its place.
  const bool may_be_absent = options.target_optional && !options.feature_names.empty();
  std::string absent;
  for (const std::string& name : list_items(options.target)) {
    const auto column = columns.find(name);
    if (column) {
      note_number(name, *column, columns.find_name(name).has_value(), layout);
    }
    if (!column && !may_be_absent) {
      columns.fail_unknown(name, "target column");
    } else if (!column) {
      absent = name;
    } else if (std::find(targets.begin(), targets.end(), *column) != targets.end()) {
      throw Error(ErrorKind::usage, path + ": the target '" + name + "' is named twice");
    } else {
      targets.push_back(*column);
    }
  }
  if (!absent.empty() && !targets.empty()) {
    columns.fail_unknown(absent, "target column");
  }
  return targets;
}

/// The targets that the model was trained on; none where they are absent and may be.
std::vector<std::uint64_t> find_model_targets(const std::string& path, const Columns& columns,
                                              const SourceOptions& options, CsvLayout& layout) {
  std::vector<std::uint64_t> targets;
  std::string absent;
  std::vector<std::string> names;
  for (const std::string& name : options.model_targets) {
    // One-hot columns are one target, of all their names.
    const std::vector<std::string> parts = list_items(name);
    const bool is_list = parts.size() > 1 && !columns.find_name(name);
    names.insert(names.end(), is_list ? parts.begin() : std::prev(parts.end()), parts.end());
    if (!is_list) {
      names.back() = name;
    }
  }
  for (const std::string& name : names) {
    if (const auto column = columns.find_name(name)) {
      targets.push_back(*column);
    } else {
      absent = name;
    }
  }
  const TableReading& reading = options.model_reading;
  const bool by_place = !reading.header || layout.header.empty();
  if (targets.empty() && by_place && reading.is_text && reading.columns == layout.slots.size()) {
    return reading.targets;
  }
  if (!layout.header.empty() && reading.header && !absent.empty() &&
      (!targets.empty() || !options.target_optional)) {
    columns.fail_unknown(absent, "target column");
  }
  if (targets.empty() && !options.target_optional) {
    refuse_no_target(path);
  }
  return targets;
}

void place_named_features(const std::string& path, const Columns& columns, const SourceOptions& options,
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
                "The model needs every column that it was trained on, under the same name.");
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

void place_other_columns(const std::string& path, const Columns& columns,
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

void place_id(const std::string& path, const Columns& columns, const SourceOptions& options,
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

void settle_kinds(const Columns& columns, const SourceOptions& options, CsvLayout& layout) {
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

/// The layout of a table of one column, which needs no name.
CsvLayout only_target(const std::string& path, const std::vector<std::string>& header,
                      std::uint64_t columns) {
  if (columns != 1) {
    throw Error(ErrorKind::usage,
                path + ": no column of the labels is named, and there are " + std::to_string(columns),
                "Name it with {target}, by its name in the header or its number from 1.");
  }
  CsvLayout layout;
  layout.header = header;
  layout.slots.resize(1);
  layout.slots[0].role = CsvSlot::Role::target;
  layout.targets = header.empty() ? default_target_names(1) : header;
  return layout;
}

}  // namespace

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
  const Columns columns(path, header, column_count);
  if (options.targets_alone && options.target.empty()) {
    return only_target(path, header, column_count);
  }
  const bool target_known = !options.target.empty() || !options.model_targets.empty();
  if (!target_known && !options.target_optional) {
    refuse_no_target(path);
  }
  CsvLayout layout;
  layout.header = header;
  layout.slots.resize(column_count);
  if (target_known) {
    const auto targets = options.target.empty() ? find_model_targets(path, columns, options, layout)
                                                : find_targets(path, columns, options, layout);
    for (const std::uint64_t column : targets) {
      layout.slots[column].role = CsvSlot::Role::target;
      layout.slots[column].index = layout.targets.size();
      layout.targets.push_back(header.empty() ? "" : header[column]);
    }
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
