#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "glissade/table.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

/// A random table and a random way to write it as CSV.
class RandomTable {
 public:
  explicit RandomTable(std::uint64_t seed, std::size_t most_rows) : random_(seed) {
    rows_ = 1 + random_() % most_rows;
    const std::size_t columns = 1 + random_() % 6;
    for (std::size_t column = 0; column < columns; ++column) {
      names_.push_back("c" + std::to_string(column) + word());
      // A line of empty cells alone is no row.
      add_column(random_() % 2 == 0, column > 0);
    }
    line_end_ = random_() % 2 == 0 ? "\n" : "\r\n";
  }

  std::string csv() {
    std::string text = random_() % 2 == 0 ? "\xef\xbb\xbf" : "";
    for (std::size_t column = 0; column < names_.size(); ++column) {
      text += (column == 0 ? "" : ",") + quoted(names_[column]);
    }
    for (std::size_t row = 0; row < rows_; ++row) {
      text += line_end_ + (random_() % 50 == 0 ? line_end_ : "");
      for (std::size_t column = 0; column < names_.size(); ++column) {
        text += (column == 0 ? "" : ",") + cell(row, column);
      }
    }
    return random_() % 2 == 0 ? text : text + line_end_;
  }

  /// Columns of words by number: chance may make them look like something else.
  std::string categorical() const {
    std::string columns;
    for (std::size_t column = 0; column < words_.size(); ++column) {
      if (!words_[column].empty()) {
        columns += (columns.empty() ? "" : ",") + std::to_string(column + 1);
      }
    }
    return columns;
  }

  void expect_equal(const Table& table) const {
    ASSERT_EQ(table.rows(), rows_);
    ASSERT_EQ(table.columns.size(), names_.size());
    for (std::size_t column = 0; column < names_.size(); ++column) {
      ASSERT_EQ(table.columns[column].name, names_[column]);
      const std::vector<std::string>& categories = table.columns[column].categories;
      ASSERT_TRUE(std::is_sorted(categories.begin(), categories.end()));
      for (std::size_t row = 0; row < rows_; ++row) {
        const double value = table.values.view().at(row, column);
        if (!words_[column].empty() && !words_[column][row].empty()) {
          ASSERT_EQ(categories.at(static_cast<std::size_t>(value)), words_[column][row]);
        } else if (!words_[column].empty() || std::isnan(numbers_[column][row])) {
          ASSERT_TRUE(std::isnan(value));
        } else {
          ASSERT_EQ(value, numbers_[column][row]);
        }
      }
    }
  }

 private:
  void add_column(bool of_words, bool may_be_missing) {
    words_.emplace_back();
    numbers_.emplace_back();
    for (std::size_t row = 0; row < rows_; ++row) {
      const bool missing = may_be_missing && random_() % 7 == 0;
      if (of_words) {
        words_.back().push_back(missing ? "" : "w" + word());
      } else {
        const double number = std::normal_distribution<double>(0, 1000)(random_);
        numbers_.back().push_back(missing ? std::numeric_limits<double>::quiet_NaN()
                                          : (random_() % 2 == 0 ? number : std::round(number)));
      }
    }
  }

  std::string word() {
    constexpr std::string_view letters = "ab,\"\n\r \tz\xc3\xa9;";
    std::string word;
    for (std::size_t length = random_() % 5; length != 0; --length) {
      const char letter = letters[random_() % letters.size()];
      word += static_cast<unsigned char>(letter) < 0x80 ? std::string(1, letter) : "\xc3\xa9";
    }
    return word;
  }

  std::string cell(std::size_t row, std::size_t column) {
    const std::string space = random_() % 6 == 0 ? " " : "";
    if (!words_[column].empty()) {
      return words_[column][row].empty() ? empty() : space + quoted(words_[column][row]) + space;
    }
    const double number = numbers_[column][row];
    if (std::isnan(number)) {
      return missing();
    }
    const std::string text = (!std::signbit(number) && random_() % 5 == 0 ? "+" : "") + format_number(number);
    return space + (random_() % 5 == 0 ? "\"" + text + "\"" : text) + space;
  }

  std::string empty() {
    const std::string texts[] = {"", " ", "\"\""};
    return texts[random_() % 3];
  }

  std::string missing() {
    const std::string texts[] = {"", "NA", "nan", "NULL", " ", "\"\""};
    return texts[random_() % 6];
  }

  std::string quoted(const std::string& text) {
    const bool plain = text.find_first_of(",\"\n\r \t") == std::string::npos;
    if (plain && random_() % 2 == 0) {
      return text;
    }
    std::string quoted = "\"";
    for (const char letter : text) {
      quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return quoted + "\"";
  }

  std::mt19937_64 random_;
  std::size_t rows_ = 0;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> words_;
  std::vector<std::vector<double>> numbers_;
  std::string line_end_;
};

TEST(CsvProperty, ReadsBackWhatWasWritten) {
  const TemporaryDirectory directory;
  SourceOptions options;
  options.target_optional = true;
  options.allow_missing = true;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    RandomTable table(seed, 40);
    const std::string csv = table.csv();
    options.data = directory.write("t.csv", seed % 3 == 0 ? gzip(csv) : csv) + ",header=yes,separator=,";
    options.text.categorical = table.categorical();
    ASSERT_NO_FATAL_FAILURE(table.expect_equal(read_source(options)));
  }
}

// Long enough for several tiles, so that quotes, line ends and blank lines fall on their borders.
TEST(CsvProperty, ReadsLargeTablesTheSameWithAnyThreads) {
  const TemporaryDirectory directory;
  SourceOptions options;
  options.target_optional = true;
  options.allow_missing = true;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    SCOPED_TRACE(seed);
    RandomTable table(seed, 250'000);
    options.data = directory.write("t.csv", table.csv()) + ",header=yes,separator=,";
    options.text.categorical = table.categorical();
    options.threads = 1;
    const Table alone = read_source(options);
    ASSERT_NO_FATAL_FAILURE(table.expect_equal(alone));
    options.threads = 3;
    const Table together = read_source(options);
    ASSERT_NO_FATAL_FAILURE(table.expect_equal(together));
    EXPECT_EQ(alone.checksum, together.checksum);
  }
}

// The first of several faults is the one that is reported, whichever tile a thread meets first.
TEST(CsvProperty, ReportsTheFirstFaultOfALargeFile) {
  const TemporaryDirectory directory;
  constexpr int row_count = 400'000;
  const auto error_with = [&](std::vector<std::pair<int, std::string>> faults) {
    std::string csv = "a,b\n";
    for (int row = 0; row < row_count; ++row) {
      const bool faulty = !faults.empty() && faults.front().first == row;
      csv += faulty ? faults.front().second + "\n" : "12345.5,678901.25\n";
      if (faulty) {
        faults.erase(faults.begin());
      }
    }
    SourceOptions options;
    options.data = directory.write("t.csv", csv);
    options.target_optional = true;
    options.threads = 3;
    return std::string(error_from([&] { read_source(options); }).what());
  };
  const auto place = [](const std::string& text) { return text.substr(text.find("t.csv")); };
  EXPECT_EQ(place(error_with({{200'000, "1,x"}, {300'000, "y,1"}})),
            "t.csv:200002:2: 'x' is not a number, but column 'b' holds numbers");
  // The meaning of a cell is asked once all rows are sound.
  EXPECT_EQ(place(error_with({{300'000, "1,x"}, {399'999, "1"}})),
            "t.csv:400001: the row has 1 cell where the first has 2");
  EXPECT_EQ(place(error_with({{200'000, "1"}, {300'000, "1,x"}})),
            "t.csv:200002: the row has 1 cell where the first has 2");
  EXPECT_EQ(place(error_with({{250'000, "1,\"x"}, {300'000, "\"1,2"}})),
            "t.csv:250002:2: something follows the closing quote of this cell");
  EXPECT_EQ(place(error_with({{399'999, "1,"}})), "t.csv:400001:2: there is no value in column 'b'");
}

// A word far behind the numbers of its column is found, though each part of the file alone is sound.
TEST(CsvProperty, FindsAMixOfKindsAcrossALargeFile) {
  const TemporaryDirectory directory;
  std::string csv = "a,b\n";
  for (int row = 0; row < 500'000; ++row) {
    csv += row == 300'000 ? "1,x\n" : (row < 100 ? "1234.5,2\n" : "1234.5,\n");
  }
  SourceOptions options;
  options.data = directory.write("t.csv", csv);
  options.target_optional = true;
  options.allow_missing = true;
  EXPECT_NE(std::string(error_from([&] { read_source(options); }).what())
                .find("t.csv:300002:2: 'x' is not a number, but column 'b' holds numbers"),
            std::string::npos);
}

}  // namespace
}  // namespace glissade
