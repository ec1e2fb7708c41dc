#include "data/csv/dialect.hpp"

#include <algorithm>
#include <map>

#include "data/csv/cell_number.hpp"

namespace glissade {

namespace {

constexpr std::size_t most_records = 200;
constexpr std::size_t sample_bytes = std::size_t{1} << 18;
constexpr std::size_t fewest_records = 3;
/// In the order in which they are preferred.
constexpr std::string_view separators = "\t;,| ";

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

std::string_view without_line_end(std::string_view line) {
  line.remove_suffix(line.ends_with('\n') ? 1 : 0);
  line.remove_suffix(line.ends_with('\r') ? 1 : 0);
  return line;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
  text.remove_prefix(line.size());
  return line;
}

/// The first rows, cut by one separator.
struct Cut {
  char separator = ',';
  std::size_t columns = 1;
  std::size_t alike = 0;  // rows with so many cells
  std::size_t numbers = 0;
  bool ends_rows = false;
  bool lacks_first_name = false;
};

bool says_number(std::string_view cell, char separator) {
  if (cell.empty()) {
    return false;
  }
  const std::string_view decimals = separator == ',' ? "." : ".,";
  return plain_number(cell).has_value() || !forms_of(cell, decimals).empty();
}

/// Row names without a name: every row has one cell more than the names, and begins with a word or its
/// number.
bool lacks_first_name(const std::vector<std::vector<std::string>>& rows, std::size_t columns,
                      char separator) {
  const auto is_number = [&](const std::string& cell) { return says_number(cell, separator); };
  if (columns < 3 || rows.size() < 2 || rows[0].size() + 1 != columns ||
      std::ranges::any_of(rows[0],
                          [&](const std::string& cell) { return cell.empty() || is_number(cell); })) {
    return false;
  }
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const std::string& first = rows[row].front();
    if (rows[row].size() != columns || rows[row].back().empty() ||
        (is_number(first) && first != std::to_string(row))) {
      return false;
    }
  }
  return std::any_of(rows[1].begin() + 1, rows[1].end(), is_number);
}

/// If the header has no such end, one row that holds more is at fault.
bool separators_end_rows(const std::vector<std::vector<std::string>>& rows, std::size_t columns) {
  const auto is_ended = [&](const auto& row) { return row.size() == columns && row.back().empty(); };
  const auto ended = static_cast<std::size_t>(std::count_if(rows.begin() + 1, rows.end(), is_ended));
  const bool all_ended = is_ended(rows[0]) && ended + 1 == rows.size();
  return columns >= 2 && rows.size() >= 2 &&
         (all_ended || (rows[0].size() + 1 == columns && 2 * ended > rows.size() - 1));
}

Cut cut_by(char separator, const std::vector<std::string_view>& records) {
  std::vector<std::vector<std::string>> rows;
  std::map<std::size_t, std::size_t> counts;
  for (const std::string_view record : records) {
    rows.push_back(cells_of(record, separator));
    ++counts[rows.back().size()];
  }
  Cut cut{.separator = separator};
  for (const auto& [columns, alike] : counts) {
    if (columns >= 2 && alike >= cut.alike) {
      cut.columns = columns;
      cut.alike = alike;
    }
  }
  if (cut.alike == 0) {
    return cut;
  }
  cut.ends_rows = separators_end_rows(rows, cut.columns);
  cut.lacks_first_name = !cut.ends_rows && lacks_first_name(rows, cut.columns, separator);
  if (cut.ends_rows || cut.lacks_first_name) {
    cut.alike = rows.size();
  }
  for (const auto& row : rows) {
    cut.numbers += static_cast<std::size_t>(
        std::ranges::count_if(row, [&](const std::string& cell) { return says_number(cell, separator); }));
  }
  return cut;
}

/// A cut of all rows alike before one of most of them, then the one that leaves the most numbers whole.
bool is_better(const Cut& cut, const Cut& other, std::size_t rows) {
  const bool cuts_all = cut.alike == rows;
  const bool other_cuts_all = other.alike == rows;
  return cuts_all != other_cuts_all ? cuts_all : cut.numbers > other.numbers;
}

Cut best_cut(const std::vector<std::string_view>& records, const TextOptions& given) {
  if (given.separator) {
    return cut_by(*given.separator, records);
  }
  Cut best;
  for (const char separator : separators) {
    const std::string_view blanks = " \t";
    if (records.empty() ||
        records.back().find_first_of(separator == ' ' ? blanks : std::string_view(&separator, 1)) ==
            std::string_view::npos) {
      continue;
    }
    const Cut cut = cut_by(separator, records);
    // Words may hold blanks: only numbers between them tell columns.
    const bool is_table =
        cut.columns >= 2 && 2 * cut.alike >= records.size() &&
        (separator != ' ' || (cut.alike == records.size() && cut.numbers >= records.size()));
    if (is_table && (best.columns < 2 || is_better(cut, best, records.size()))) {
      best = cut;
    }
  }
  return best;
}

/// "sep=;", as spreadsheets write it in front.
std::optional<char> separator_line(std::string_view line) {
  line = without_line_end(line);
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') {
    line = line.substr(1, line.size() - 2);
  }
  const bool is_one = line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
  return is_one ? std::optional(line[4]) : std::nullopt;
}

bool is_comment(std::string_view line) {
  return line.starts_with('#');
}

std::string_view behind_mark(std::string_view comment) {
  comment.remove_prefix(std::min(comment.find_first_not_of("# \t"), comment.size()));
  return comment;
}

/// Whether the comment right in front of the rows holds their names: it is cut as they are, and they begin
/// with numbers where it has words.
bool holds_names(std::string_view comment, const std::vector<std::string_view>& records, const Cut& cut) {
  if (cut.columns < 2 || records.empty()) {
    return false;
  }
  const std::vector<std::string> names = cells_of(behind_mark(comment), cut.separator);
  const std::vector<std::string> row = cells_of(records[0], cut.separator);
  const auto is_name = [&](const std::string& cell) {
    return !cell.empty() && !says_number(cell, cut.separator);
  };
  return names.size() == row.size() && std::ranges::all_of(names, is_name) &&
         std::ranges::any_of(row, [&](const std::string& cell) { return says_number(cell, cut.separator); });
}

}  // namespace

std::vector<std::string> cells_of(std::string_view record, char separator) {
  record = without_line_end(record);
  const auto separates = [&](char letter) {
    return separator == ' ' ? is_blank(letter) : letter == separator;
  };
  std::vector<std::string> cells;
  std::string cell;
  bool quoted = false;
  const auto close = [&] {
    cells.emplace_back(trimmed(cell));
    cell.clear();
  };
  if (separator == ' ') {
    record = trimmed(record);
  }
  for (std::size_t place = 0; place < record.size(); ++place) {
    if (record[place] == '"') {
      const bool doubled = quoted && place + 1 < record.size() && record[place + 1] == '"';
      cell += doubled ? "\"" : "";
      place += doubled ? 1 : 0;
      quoted = doubled ? quoted : !quoted;
    } else if (!quoted && separates(record[place])) {
      while (separator == ' ' && is_blank(record[place + 1])) {
        ++place;
      }
      close();
    } else {
      cell += record[place];
    }
  }
  close();
  return cells;
}

std::vector<std::string_view> first_records(std::string_view text, std::size_t most) {
  std::vector<std::string_view> records;
  std::size_t used = 0;
  while (!text.empty() && records.size() < most && (used < sample_bytes || records.size() < fewest_records)) {
    std::size_t size = 0;
    bool quoted = false;
    std::string_view rest = text;
    do {
      const std::string_view line = take_line(rest);
      size += line.size();
      quoted ^= std::ranges::count(line, '"') % 2 != 0;
    } while (quoted && !rest.empty() && size < sample_bytes);
    const std::string_view record = text.substr(0, size);
    if (!trimmed(without_line_end(record)).empty()) {
      records.push_back(record);
    }
    used += size;
    text.remove_prefix(size);
  }
  return records;
}

TextDialect recognize_dialect(std::string_view text, const TextOptions& given) {
  TextDialect dialect;
  TextOptions known = given;
  std::string_view rest = text;
  std::string_view last_comment;
  while (!rest.empty()) {
    std::string_view next = rest;
    const std::string_view line = take_line(next);
    const std::optional<char> separator = separator_line(line);
    if (separator && !known.separator) {
      known.separator = separator;
    } else if (is_comment(line)) {
      last_comment = line;
    } else if (!separator && !trimmed(without_line_end(line)).empty()) {
      break;
    }
    rest = next;
  }
  // A text of nothing else is a table of words that begin so.
  if (rest.empty() && !last_comment.empty()) {
    rest = text;
    last_comment = {};
  }
  std::vector<std::string_view> records = first_records(rest, most_records);
  if (!std::ranges::all_of(records, is_comment)) {
    std::erase_if(records, is_comment);
  }
  const Cut cut = best_cut(records, known);
  dialect.separator = cut.separator;
  dialect.columns = cut.columns;
  dialect.ends_rows = cut.ends_rows;
  dialect.lacks_first_name = cut.lacks_first_name;
  dialect.comments = !last_comment.empty();
  dialect.names_in_comment = !last_comment.empty() && holds_names(last_comment, records, cut);
  const std::string_view first = dialect.names_in_comment ? behind_mark(last_comment) : rest;
  dialect.start = static_cast<std::size_t>(first.data() - text.data());
  return dialect;
}

std::string describe_separator(char separator) {
  switch (separator) {
    case '\t':
      return "tabs";
    case ' ':
      return "blanks";
    case ',':
      return "commas";
    default:
      return std::string("'") + separator + "'";
  }
}

}  // namespace glissade
