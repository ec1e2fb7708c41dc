#include "data/csv/csv_layout.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "data/column_names.hpp"
#include "glissade/error.hpp"
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

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t comma = std::min(text.find(',', first), text.size());
    parts.push_back(text.substr(first, comma - first));
    first = comma + 1;
  }
  return parts;
}

std::vector<std::uint64_t> find_targets(const std::string& path, const Columns& columns,
                                        const SourceOptions& options) {
  // A name may itself hold a comma.
  if (const auto column = columns.find_name(options.target)) {
    return {*column};
  }
  std::vector<std::uint64_t> targets;
  // Only where a model says which columns are features can the target be missed without taking its place.
  const bool may_be_absent = options.target_optional && !options.feature_names.empty();
  std::string absent;
  for (const std::string& name : split_at_commas(options.target)) {
    const auto column = columns.find(name);
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
    layout.slots[*column] = {CsvSlot::Role::feature, layout.features.size()};
    layout.features.push_back(name);
  }
  if (missing_count != 0) {
    throw Error(ErrorKind::input,
                path + ": the file lacks " + (missing_count == 1 ? "the column " : "the columns ") + missing,
                "The model needs every column that it was trained on, under the same name.");
  }
}

void place_other_columns(const std::vector<std::string>& header, CsvLayout& layout) {
  for (std::uint64_t column = 0; column < layout.slots.size(); ++column) {
    if (layout.slots[column].role == CsvSlot::Role::ignored) {
      layout.slots[column] = {CsvSlot::Role::feature, layout.features.size()};
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

}  // namespace

CsvLayout lay_out_columns(const std::string& path, const std::vector<std::string>& header,
                          std::uint64_t column_count, const SourceOptions& options) {
  const Columns columns(path, header, column_count);
  if (options.target.empty() && !options.target_optional) {
    throw Error(ErrorKind::usage, path + ": no target column is named",
                "Name it with {target}, by its name in the header or its number from 1.");
  }
  CsvLayout layout;
  layout.slots.resize(column_count);
  if (!options.target.empty()) {
    for (const std::uint64_t column : find_targets(path, columns, options)) {
      layout.slots[column] = {CsvSlot::Role::target, layout.targets.size()};
      layout.targets.push_back(header.empty() ? "" : header[column]);
    }
  }
  if (!header.empty() && !options.feature_names.empty()) {
    place_named_features(path, columns, options, layout);
  } else {
    place_other_columns(header, layout);
  }
  if (header.empty()) {
    name_features(path, options, layout);
    layout.targets = default_target_names(layout.targets.size());
  }
  if (layout.features.empty()) {
    throw Error(ErrorKind::input, path + ": the file has no column of features beside the target");
  }
  return layout;
}

}  // namespace glissade
