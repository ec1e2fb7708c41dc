#include "data/csv/first_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "data/csv/csv_cell.hpp"
#include "text/text_format.hpp"

namespace glissade {

namespace {

constexpr std::size_t sampled_rows = 200;

bool is_empty(const std::string& cell) {
  return cell.empty();
}

/// The records among the first ones that are rows.
std::vector<std::string_view> row_records(std::string_view body, const TextDialect& dialect) {
  std::vector<std::string_view> records = first_records(body, sampled_rows);
  std::erase_if(records, [&](std::string_view record) {
    return !dialect.lines().starts_record(record.data(), record.data() + record.size());
  });
  return records;
}

}  // namespace

TableRows first_rows(std::string_view body, const TextDialect& dialect) {
  TableRows rows;
  for (const std::string_view record : row_records(body, dialect)) {
    std::vector<std::string> cells = cells_of(record, dialect.separator);
    if (rows.empty() && dialect.lacks_first_name) {
      cells.insert(cells.begin(), std::string());
    }
    if (dialect.ends_rows && cells.size() == dialect.columns) {
      cells.pop_back();
    }
    if (rows.empty() || cells.size() == rows[0].size()) {
      rows.push_back(std::move(cells));
    }
  }
  return rows;
}

void refuse_lone_first_row(std::string_view body, const TextDialect& dialect, const TableRows& rows) {
  const std::vector<std::string_view> records = row_records(body, dialect);
  if (rows.size() != 1 || records.size() < 2) {
    return;
  }
  const std::size_t cells = cells_of(records[1], dialect.separator).size();
  const bool ends_alone = rows[0].back().empty() && rows[0].size() == cells + 1;
  const char* const otherwise = rows[0].size() == 1
                                    ? "If the first row is a title, delete it; else check the separator."
                                    : "Check the separator; a cell that holds one must stand in quotes.";
  throw CsvProblem{
      records[1].data(), 0,
      "the row has " + counted(cells, "cell") + " where the first has " + std::to_string(rows[0].size()),
      ends_alone ? "Take the separator off the end of the first row." : otherwise};
}

std::string hint_at_name(const TableRows& rows, std::uint64_t column) {
  if (std::ranges::count_if(rows[0], is_empty) + 1 == std::ssize(rows[0])) {
    return "Name it; or, if the row is a title, delete it.";
  }
  const bool ends_rows = std::ranges::all_of(rows, [&](const std::vector<std::string>& row) {
    return std::all_of(row.begin() + static_cast<std::ptrdiff_t>(column), row.end(), is_empty);
  });
  return ends_rows ? "Take the separators off the ends of the rows; or name the column."
                   : "Name it; or, if the first row is data, say {header} no.";
}

}  // namespace glissade
