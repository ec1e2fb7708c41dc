#include "data/csv/left_out_columns.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "data/column_names.hpp"

namespace glissade {

namespace {

bool counts_up(const ColumnValues& values, std::uint64_t rows) {
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (values[row] != values[0] + static_cast<double>(row)) {
      return false;
    }
  }
  return true;
}

bool all_different(const ColumnValues& values, std::uint64_t rows) {
  std::vector<double> sorted(rows);
  for (std::uint64_t row = 0; row < rows; ++row) {
    sorted[row] = values[row];
  }
  std::sort(sorted.begin(), sorted.end());
  return std::ranges::adjacent_find(sorted) == sorted.end() &&
         std::ranges::none_of(sorted, [](double value) { return std::isnan(value); });
}

bool names_a_counter(std::string name) {
  // R's name for row names; x is anybody's.
  if (name == "X" || name == "x") {
    return name == "X";
  }
  std::ranges::transform(name, name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  constexpr std::string_view names[] = {"unnamed: 0", "index", "id",      "no",
                                        "nr",         "case",  "patient", "subject"};
  return std::ranges::find(names, name) != std::end(names) || name.starts_with("row") ||
         name.starts_with("obs") || name.ends_with("id");
}

bool is_row_counter(ParsedTable& parsed, std::size_t column) {
  constexpr std::uint64_t fewest_rows = 3;
  const ColumnValues values = parsed.values_of(parsed.layout.slots[column]);
  return parsed.verdicts[column].kind != ColumnVerdict::Kind::words && parsed.rows() >= fewest_rows &&
         names_a_counter(parsed.layout.header[column]) && (values[0] == 0.0 || values[0] == 1.0) &&
         parsed.layout.features.size() > 1 && counts_up(values, parsed.rows());
}

bool tells_rows(ParsedTable& parsed, std::size_t column) {
  return parsed.verdicts[column].kind == ColumnVerdict::Kind::words
             ? parsed.texts_of(column).texts.size() == parsed.rows()
             : all_different(parsed.values_of(parsed.layout.slots[column]), parsed.rows());
}

/// Empty for a feature that stays.
std::string reason_to_leave_out(ParsedTable& parsed, std::size_t column) {
  const CsvLayout& layout = parsed.layout;
  const CsvSlot& slot = layout.slots[column];
  const bool is_asked_for = slot.model != nullptr || slot.keep || slot.numeric || slot.categorical;
  if (is_asked_for || layout.header.empty()) {
    return parsed.verdicts[column].reason;
  }
  if (layout.header[column].empty()) {
    if (!tells_rows(parsed, column)) {
      throw CsvProblem{parsed.body.data(), column + 1, "the header has no name for this column",
                       "Name it; or, if the first row is data, say {header} no."};
    }
    return "row names";
  }
  return is_row_counter(parsed, column) ? "it counts the rows" : parsed.verdicts[column].reason;
}

/// Takes from their slots the features that nobody can learn from.
std::vector<LeftOutColumn> take_out(ParsedTable& parsed) {
  std::vector<LeftOutColumn> left_out;
  CsvLayout& layout = parsed.layout;
  for (std::size_t column = 0; column < layout.slots.size(); ++column) {
    CsvSlot& slot = layout.slots[column];
    if (slot.role != CsvSlot::Role::feature) {
      continue;
    }
    std::string reason = reason_to_leave_out(parsed, column);
    if (!reason.empty()) {
      left_out.push_back(
          {layout.header.empty() ? layout.option_name(column) : layout.header[column], std::move(reason)});
      slot.role = CsvSlot::Role::ignored;
    }
  }
  return left_out;
}

/// The features that still have a slot, ascending.
std::vector<std::uint64_t> kept_features(const CsvLayout& layout) {
  std::vector<std::uint64_t> kept;
  for (const CsvSlot& slot : layout.slots) {
    if (slot.role == CsvSlot::Role::feature) {
      kept.push_back(slot.index);
    }
  }
  std::ranges::sort(kept);
  return kept;
}

void keep_features(ParsedTable& parsed, const std::vector<std::uint64_t>& kept) {
  std::vector<Column> columns;
  for (const std::uint64_t index : kept) {
    columns.push_back(std::move(parsed.table.columns[index]));
  }
  for (CsvSlot& slot : parsed.layout.slots) {
    if (slot.role == CsvSlot::Role::feature) {
      slot.index = static_cast<std::uint64_t>(std::ranges::lower_bound(kept, slot.index) - kept.begin());
    }
  }
  // Without names columns are numbered anew, as when the model meets the next file.
  if (parsed.layout.header.empty()) {
    const std::vector<Column> numbered = default_columns(columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
      columns[column].name = numbered[column].name;
    }
  }
  parsed.table.values.keep_columns(kept);
  parsed.table.columns = std::move(columns);
}

}  // namespace

void leave_out_columns(ParsedTable& parsed) {
  std::vector<LeftOutColumn> left_out = take_out(parsed);
  if (left_out.empty()) {
    return;
  }
  const std::vector<std::uint64_t> kept = kept_features(parsed.layout);
  if (kept.empty()) {
    const LeftOutColumn& first = left_out.front();
    throw CsvProblem{parsed.body.data(), 0,
                     "no column is left to learn from; column '" + first.name + "': " + first.reason,
                     "Say {categorical} " + first.name + " to use its words all the same."};
  }
  for (const LeftOutColumn& column : left_out) {
    parsed.layout.notes.push_back(
        (column.name.empty() ? "the first column, which has no name," : "column '" + column.name + "'") +
        " is left out: " + column.reason);
  }
  keep_features(parsed, kept);
  parsed.table.reading.left_out = std::move(left_out);
}

}  // namespace glissade
