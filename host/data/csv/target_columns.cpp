#include "data/csv/target_columns.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

[[noreturn]] void refuse_no_target(const std::string& path) {
  throw Error(ErrorKind::usage, path + ": no target column is named",
              "Name it with {target}, by its name in the header or its number from 1.");
}

/// A name that is a number, too, may not be what was meant.
void note_number(const std::string& name, std::uint64_t column, bool by_name, CsvLayout& layout) {
  const std::optional<std::uint64_t> number = parse_count(name);
  if (number && by_name && *number != column + 1) {
    layout.notes.push_back("{target} " + name + " is the column of that name, number " +
                           std::to_string(column + 1) + " in the file");
  }
}

std::vector<std::uint64_t> find_targets(const std::string& path, const CsvColumns& columns,
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

/// The names of the model's targets as a header has them.
std::vector<std::string> model_target_names(const CsvColumns& columns, const SourceOptions& options) {
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
  return names;
}

/// The targets that the model was trained on; none where they are absent and may be.
std::vector<std::uint64_t> find_model_targets(const std::string& path, const CsvColumns& columns,
                                              const SourceOptions& options, CsvLayout& layout) {
  std::vector<std::uint64_t> targets;
  std::string absent;
  for (const std::string& name : model_target_names(columns, options)) {
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

/// The columns of a table of labels, of which none is named: an only one, behind row names or not, or those
/// that the model was trained on.
std::vector<std::uint64_t> find_labels(const std::string& path, const CsvColumns& columns,
                                       const SourceOptions& options, CsvLayout& layout) {
  if (layout.slots.size() == 1) {
    return {0};
  }
  std::vector<std::uint64_t> labels;
  const std::vector<std::string> names = model_target_names(columns, options);
  for (const std::string& name : names) {
    if (const auto column = columns.find_name(name)) {
      labels.push_back(*column);
    }
  }
  if (!names.empty() && labels.size() == names.size()) {
    return labels;
  }
  if (layout.slots.size() == 2 && !layout.header.empty() && layout.header[0].empty()) {
    if (options.model_targets.empty()) {
      layout.notes.emplace_back("the first column, which has no name, is left out: row names");
    }
    return {1};
  }
  throw Error(
      ErrorKind::usage,
      path + ": no column of the labels is named, and there are " + std::to_string(layout.slots.size()),
      "Name it with {target}, by its name in the header or its number from 1.");
}

}  // namespace

std::vector<std::uint64_t> find_target_columns(const std::string& path, const CsvColumns& columns,
                                               const SourceOptions& options, CsvLayout& layout) {
  if (!options.target.empty()) {
    return find_targets(path, columns, options, layout);
  }
  if (options.targets_alone) {
    return find_labels(path, columns, options, layout);
  }
  if (!options.model_targets.empty()) {
    return find_model_targets(path, columns, options, layout);
  }
  if (!options.target_optional) {
    refuse_no_target(path);
  }
  return {};
}

}  // namespace glissade
