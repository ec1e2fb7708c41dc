#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "glissade/table.hpp"
#include "support/temporary_directory.hpp"

/// Tables in the shapes that people have, and each of them written in other ways: what is read is the same.
namespace glissade {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Case {
  std::string file;
  char separator = ',';
  std::string target = {};
  bool header = true;
  bool allow_missing = false;
  std::string missing = {};
};

void PrintTo(const Case& one, std::ostream* stream) {
  *stream << one.file;
}

std::string content_of(const std::string& file) {
  std::ifstream stream(std::string(GLISSADE_CASES) + "/" + file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// An independent reader of what these files need.
Rows split(const std::string& content, char separator) {
  Rows rows;
  std::istringstream lines(content);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t place = 0; place < line.size(); ++place) {
      if (line[place] == '"' && quoted && place + 1 < line.size() && line[place + 1] == '"')
        cells.back() += line[++place];
      else if (line[place] == '"')
        quoted = !quoted;
      else if (line[place] == separator && !quoted)
        cells.emplace_back();
      else
        cells.back() += line[place];
    }
    rows.push_back(cells);
  }
  return rows;
}

std::string join(const Rows& rows, const std::string& separator, const std::string& line_end) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
      std::string content = row[cell];
      if (content.find_first_of(separator + "\" ,;") != std::string::npos) {
        for (std::size_t quote = content.find('"'); quote != std::string::npos;
             quote = content.find('"', quote + 2))
          content.insert(quote, "\"");
        content = "\"" + content + "\"";
      }
      text += (cell == 0 ? "" : separator) + content;
    }
    text += line_end;
  }
  return text;
}

class TableCase : public testing::TestWithParam<Case> {
 protected:
  Table read(const std::string& content, const std::string& target) {
    SourceOptions options;
    options.data = directory_.write("t.data", content);
    options.target = target;
    options.allow_missing = GetParam().allow_missing;
    options.allow_missing_targets = GetParam().allow_missing;
    options.text.missing = GetParam().missing;
    options.threads = 2;
    return read_source(options);
  }

  Table read_reordered(const Rows& rows, const std::string& separator, const std::string& line_end,
                       const std::vector<std::size_t>& order) {
    Rows reordered;
    for (const auto& row : rows) {
      reordered.emplace_back();
      for (const std::size_t place : order)
        reordered.back().push_back(row[place]);
    }
    std::string target = GetParam().target;
    if (!GetParam().header)
      target = std::to_string(std::ranges::find(order, std::stoul(target) - 1) - order.begin() + 1);
    return read(join(reordered, separator, line_end), target);
  }

  /// Each column as words or numbers in full, by the place in the original file.
  static std::map<std::size_t, std::vector<std::string>> cells_of(const Table& table,
                                                                  const std::vector<std::size_t>& order) {
    std::map<std::size_t, std::vector<std::string>> columns;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      auto& cells = columns[order[table.reading.features[column]]];
      for (std::uint64_t row = 0; row < table.rows(); ++row) {
        const double value = table.values.view().at(row, column);
        const auto& words = table.columns[column].categories;
        cells.push_back(std::isnan(value) ? "missing"
                        : words.empty()   ? std::to_string(value)
                                          : words[static_cast<std::size_t>(value)]);
      }
    }
    return columns;
  }

  TemporaryDirectory directory_;
};

TEST_P(TableCase, IsReadTheSameHoweverItIsWritten) {
  const Case& one = GetParam();
  const Rows rows = split(content_of(one.file), one.separator);
  std::vector<std::size_t> order(rows[0].size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const Table original = read(content_of(one.file), one.target);
  const auto expected = cells_of(original, order);
  ASSERT_FALSE(expected.empty());
  // A column without a name is row names, which stand first.
  std::vector<std::size_t> reversed = order;
  std::reverse(reversed.begin() + (rows[0][0].empty() ? 1 : 0), reversed.end());
  for (const std::string separator : {",", ";", "\t", "|"}) {
    // A decimal comma needs another separator.
    if (one.separator == ';' && separator == ",")
      continue;
    for (const std::string line_end : {"\n", "\r\n"}) {
      for (const auto& places : {order, reversed}) {
        SCOPED_TRACE("separator " + separator + (line_end.size() == 2 ? ", CRLF" : "") +
                     (places == order ? "" : ", reversed"));
        const Table table = read_reordered(rows, separator, line_end, places);
        EXPECT_EQ(cells_of(table, places), expected);
        ASSERT_EQ(table.targets.values.size(), original.targets.values.size());
        for (std::size_t row = 0; row < original.targets.values.size(); ++row)
          EXPECT_TRUE(table.targets.values[row] == original.targets.values[row] ||
                      (std::isnan(table.targets.values[row]) && std::isnan(original.targets.values[row])));
        EXPECT_EQ(table.targets.words, original.targets.words);
        EXPECT_EQ(table.reading.header, one.header);
        EXPECT_EQ(table.reading.left_out.size(), original.reading.left_out.size());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, TableCase,
    testing::Values(Case{"header-of-numbers.csv", ',', "4"},
                    Case{"iris-no-header-train.data", ',', "5", false},
                    Case{"unix-seconds.csv", ',', "level"}, Case{"currency-train.csv", ',', "y"},
                    Case{"percent-train.csv", ',', "y"}, Case{"comma-train.csv", ';', "y"},
                    Case{"na-country.csv", ',', "y"}, Case{"codes.csv", ',', "code"},
                    Case{"row-names-pandas.csv", ',', "y"}, Case{"row-names-r.csv", ',', "y"},
                    Case{"passengers.csv", ',', "Survived", true, true},
                    Case{"target-missing.csv", ',', "Ozone", true, true}, Case{"empty-rows.csv", ',', "y"},
                    Case{"missing-question.csv", ',', "mpg", true, true},
                    Case{"missing-first-row.csv", ',', "mpg", true, true},
                    Case{"missing-999.csv", ',', "mpg", true, true, "-999"},
                    Case{"dialect-semi.csv", ';', "y"}, Case{"dialect-tabs.csv", '\t', "y"},
                    Case{"dialect-tiny.csv", ',', "y"}, Case{"hole-train.csv", ',', "y"},
                    Case{"half-missing.csv", ',', "y", true, true}, Case{"ids-and-dates.csv", ',', "total"}),
    [](const testing::TestParamInfo<Case>& test) {
      std::string name = test.param.file.substr(0, test.param.file.find('.'));
      std::ranges::replace(name, '-', '_');
      return name;
    });

}  // namespace
}  // namespace glissade
