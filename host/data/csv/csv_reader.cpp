#include "data/csv/csv_reader.hpp"

#include <algorithm>
#include <unordered_set>

#include "data/csv/csv_parser.hpp"
#include "data/files/file_text.hpp"
#include "glissade/error.hpp"
#include "text/utf8.hpp"

namespace glissade {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct FirstRecord {
  std::vector<std::string> header;  // empty where the first record is data
  std::uint64_t columns = 0;
  std::size_t body_start = 0;
};

void check_header_cell(const CsvCellReader& reader, const Cell& cell, std::unordered_set<std::string>& seen) {
  if (cell.text.empty()) {
    reader.fail(cell.begin, "the header has no name for this column",
                "Name it; or, if the first row is data, add ,header=no behind the file's name.");
  }
  if (!is_utf8(cell.text)) {
    reader.fail(cell.begin, "the column's name is not UTF-8 text", "Save the file as UTF-8.");
  }
  if (!seen.emplace(cell.text).second) {
    reader.fail(cell.begin, "the header has the name " + quoted_for_message(cell.text) + " twice",
                "Rename one; or, if the first row is data, add ,header=no behind the file's name.");
  }
}

bool has_word(CsvCellReader record) {
  bool found = false;
  do {
    found |= record.next().kind == CellKind::word;
  } while (record.next_in_record());
  return found;
}

bool holds_all(CsvCellReader record, const std::vector<std::string>& names) {
  std::unordered_set<std::string> texts;
  do {
    texts.emplace(record.next_text().text);
  } while (record.next_in_record());
  return std::ranges::all_of(names, [&](const std::string& name) { return texts.contains(name); });
}

// A first row with a word in it is a header; so is one that names a model's columns, even by numbers.
bool looks_like_header(const CsvCellReader& record, const std::vector<std::string>& feature_names) {
  return has_word(record) || (!feature_names.empty() && holds_all(record, feature_names));
}

FirstRecord read_first_record(std::string_view text, const FileSource& source,
                              const std::vector<std::string>& feature_names) {
  FirstRecord first;
  CsvCellReader reader(text, source.csv_separator());
  if (!reader.find_record()) {
    throw CsvProblem{text.data(), 0, "there are no rows of data", {}};
  }
  const bool has_header = source.header ? *source.header : looks_like_header(reader, feature_names);
  std::unordered_set<std::string> seen;
  do {
    const Cell cell = reader.next_text();
    if (has_header) {
      check_header_cell(reader, cell, seen);
      first.header.emplace_back(cell.text);
    }
  } while (reader.next_in_record());
  first.columns = reader.column() + 1;
  if (has_header) {
    reader.end_record();
    first.body_start = static_cast<std::size_t>(reader.position() - text.data());
  }
  return first;
}

Table read_text(const std::string& path, std::string_view text, const FileSource& source,
                const SourceOptions& options) {
  const FirstRecord first = read_first_record(text, source, options.feature_names);
  const CsvLayout layout = lay_out_columns(path, first.header, first.columns, options);
  Table table =
      parse_csv(text.substr(first.body_start), layout,
                {source.csv_separator(), options.allow_missing, options.target_optional, options.threads});
  table.named_columns = !first.header.empty();
  return table;
}

Error error_of(const std::string& path, std::string_view text, const CsvProblem& problem) {
  const auto line = std::count(text.data(), problem.position, '\n') + 1;
  std::string place = path + ":" + std::to_string(line);
  if (problem.column != 0) {
    place += ":" + std::to_string(problem.column);
  }
  return {ErrorKind::input, place + ": " + problem.message, problem.hint};
}

}  // namespace

Table read_csv(ByteReader& reader, const FileSource& source, const SourceOptions& options) {
  const FileText content(reader);
  std::string_view text = content.view();
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  try {
    return read_text(reader.path(), text, source, options);
  } catch (const CsvProblem& problem) {
    throw error_of(reader.path(), text, problem);
  }
}

}  // namespace glissade
