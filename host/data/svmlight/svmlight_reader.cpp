#include "data/svmlight/svmlight_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "data/column_names.hpp"
#include "data/files/file_text.hpp"
#include "glissade/error.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

constexpr std::uint64_t largest_index = std::numeric_limits<std::uint32_t>::max();

struct Pair {
  std::uint64_t index = 0;
  double value = 0.0;
};

/// Every row's pairs one after the other.
struct SparseRows {
  std::vector<double> targets;
  std::vector<std::size_t> starts;  ///< of each row among the pairs
  std::vector<Pair> pairs;
  bool from_zero = false;
  std::uint64_t last_index = 0;

  std::span<const Pair> row(std::size_t index) const {
    const std::size_t end = index + 1 == starts.size() ? pairs.size() : starts[index + 1];
    return std::span(pairs).subspan(starts[index], end - starts[index]);
  }
};

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  // A comment goes on to the end of the line.
  line = line.substr(0, line.find('#'));
  return line;
}

/// Empty at the end of the line.
std::string_view take_word(std::string_view& line) {
  constexpr std::string_view blanks = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

std::optional<double> parse_value(std::string_view text) {
  return text == "nan" || text == "NaN" ? std::numeric_limits<double>::quiet_NaN() : parse_number(text);
}

std::optional<Pair> parse_pair(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view digits = word.substr(0, colon);
  const std::optional<std::uint64_t> index = parse_count(digits);
  const std::optional<double> value = parse_value(word.substr(colon + 1));
  // 09:30 is a time.
  const bool is_time = digits.size() > 1 && digits.starts_with('0');
  if (!index || !value || is_time || *index > largest_index) {
    return std::nullopt;
  }
  return Pair{*index, *value};
}

/// Reads rows and knows in which line it is.
class RowReader {
 public:
  RowReader(const std::string& path, std::string_view text) : path_(path), text_(text) {}

  SparseRows read() {
    SparseRows rows;
    while (!text_.empty()) {
      ++line_number_;
      std::string_view line = take_line(text_);
      const std::string_view target = take_word(line);
      if (!target.empty()) {
        read_row(target, line, rows);
      }
    }
    if (rows.targets.empty()) {
      throw Error(ErrorKind::input, path_ + ": there are no rows of data");
    }
    return rows;
  }

 private:
  void read_row(std::string_view target, std::string_view line, SparseRows& rows) {
    const std::optional<double> value = parse_value(target);
    if (!value) {
      fail("the row should start with its target, a number, not '" + std::string(target) + "'");
    }
    rows.targets.push_back(*value);
    rows.starts.push_back(rows.pairs.size());
    std::string_view word = take_word(line);
    if (word.starts_with("qid:")) {
      word = take_word(line);
    }
    for (; !word.empty(); word = take_word(line)) {
      add_pair(word, rows);
    }
  }

  void add_pair(std::string_view word, SparseRows& rows) {
    const std::optional<Pair> pair = parse_pair(word);
    if (!pair) {
      fail("'" + std::string(word.substr(0, 40)) +
           "' is not an index from 0 to 4,294,967,295, a colon and a number");
    }
    if (rows.starts.back() < rows.pairs.size() && pair->index <= rows.pairs.back().index) {
      fail("the index " + std::to_string(pair->index) + " does not exceed the one before it",
           "Sort the pairs of a row by their indices.");
    }
    rows.pairs.push_back(*pair);
    rows.from_zero |= pair->index == 0;
    rows.last_index = std::max(rows.last_index, pair->index);
  }

  [[noreturn]] void fail(const std::string& what, const std::string& hint = "Correct the row.") const {
    throw Error(ErrorKind::input, path_ + ":" + std::to_string(line_number_) + ": " + what, hint);
  }

  const std::string& path_;
  std::string_view text_;
  std::uint64_t line_number_ = 0;
};

void refuse_wasteful(const std::string& path, const SparseRows& rows, std::uint64_t columns) {
  constexpr double harmless_values = 1 << 20;
  constexpr double most_zeros_per_value = 1e4;
  const double values = static_cast<double>(rows.targets.size()) * static_cast<double>(columns);
  if (values > harmless_values && values > most_zeros_per_value * static_cast<double>(rows.pairs.size())) {
    throw Error(ErrorKind::input,
                path + ": fewer than 1 of 10,000 values is not 0, and the table would take " +
                    format_number(std::round(values * sizeof(double) / 1e6)) + " MB",
                "Leave out features that hardly any row has.");
  }
}

/// "x0" or "x1" is the first.
std::vector<std::string> index_names(bool from_zero, std::uint64_t count) {
  std::vector<std::string> names;
  for (std::uint64_t column = 0; column < count; ++column) {
    names.push_back("x" + std::to_string(column + (from_zero ? 0 : 1)));
  }
  return names;
}

/// A model's columns, if it was trained on such a file.
std::vector<std::string> expected_names(const std::string& path, const SparseRows& rows,
                                        const std::vector<std::string>& model_names) {
  if (model_names.empty()) {
    const std::uint64_t count = rows.last_index + (rows.from_zero ? 1 : 0);
    if (count == 0) {
      throw Error(ErrorKind::input, path + ": no row gives a value, so there is no feature");
    }
    refuse_wasteful(path, rows, count);
    return index_names(rows.from_zero, count);
  }
  const bool from_zero = model_names.front() == "x0";
  if (model_names != index_names(from_zero, model_names.size())) {
    throw Error(ErrorKind::input,
                path + ": the file numbers its columns, and the model knows names such as '" +
                    model_names.front() + "'",
                "Give a table whose columns have the model's names.");
  }
  if (rows.from_zero && !from_zero) {
    throw Error(ErrorKind::input, path + ": the file counts its columns from 0, and the model from 1",
                "Write the file with indices from 1.");
  }
  return model_names;
}

void check_options(const std::string& path, const SourceOptions& options) {
  if (!options.labels.empty() || !(options.target.empty() || options.target == "y")) {
    throw Error(ErrorKind::usage,
                std::string(options.labels.empty() ? "{target}" : "{labels}") + " does not apply to " + path +
                    ", an svmlight file, whose rows start with their target",
                "Leave it out.");
  }
}

}  // namespace

bool is_svmlight(std::string_view first_bytes) {
  while (!first_bytes.empty()) {
    const bool is_whole = first_bytes.find('\n') != std::string_view::npos;
    std::string_view line = take_line(first_bytes);
    const std::string_view target = take_word(line);
    if (target.empty()) {
      continue;
    }
    std::string_view word = take_word(line);
    word = word.starts_with("qid:") ? take_word(line) : word;
    if (!parse_value(target) || word.empty()) {
      return false;
    }
    for (; !word.empty(); word = take_word(line)) {
      const bool may_be_cut = line.empty() && !is_whole;
      if (!parse_pair(word) && !may_be_cut) {
        return false;
      }
    }
    return true;
  }
  return false;
}

Table read_svmlight(ByteReader& reader, const SourceOptions& options) {
  check_options(reader.path(), options);
  const FileText content(reader);
  const SparseRows rows = RowReader(reader.path(), content.view()).read();
  const std::vector<std::string> names = expected_names(reader.path(), rows, options.feature_names);

  Table table;
  table.named_columns = true;
  table.columns.reserve(names.size());
  for (const std::string& name : names) {
    table.columns.push_back({name, {}});
  }
  table.values = Matrix::allocate(ElementType::float64, rows.targets.size(), names.size());
  const std::uint64_t first_index = names.front() == "x0" ? 0 : 1;
  for (std::size_t row = 0; row < rows.targets.size(); ++row) {
    double* const values = table.values.row<double>(row);
    std::fill_n(values, names.size(), 0.0);
    for (const Pair& pair : rows.row(row)) {
      if (pair.index - first_index < names.size()) {
        values[pair.index - first_index] = pair.value;
      }
    }
  }
  table.targets.names = default_target_names(1);
  table.targets.values = rows.targets;
  return table;
}

}  // namespace glissade
