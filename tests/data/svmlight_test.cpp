#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "glissade/table.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Svmlight : public testing::Test {
 protected:
  Table read(const std::string& content, const std::vector<std::string>& model_names = {}) {
    SourceOptions options;
    options.data = directory_.write("data", content);
    options.allow_missing = true;
    options.feature_names = model_names;
    return read_source(options);
  }

  std::string refusal(const std::string& content, const std::vector<std::string>& model_names = {}) {
    return error_from([&] { read(content, model_names); }).what();
  }

  static std::vector<double> values(const Table& table) {
    std::vector<double> all;
    for (std::uint64_t index = 0; index < table.rows() * table.values.columns(); ++index)
      all.push_back(table.values.view().at(index / table.values.columns(), index % table.values.columns()));
    return all;
  }

  static std::vector<std::string> names(const Table& table) {
    std::vector<std::string> all;
    for (const Column& column : table.columns)
      all.push_back(column.name);
    return all;
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(Svmlight, FillsADenseTable) {
  const std::string text = "# a comment\n+1 1:0.5 3:-2e1 # one more\n\n-1\n2.5 qid:7 2:1\n";
  std::string windows = text;
  for (std::size_t end = windows.find('\n'); end != std::string::npos; end = windows.find('\n', end + 2))
    windows.insert(end, "\r");
  for (const std::string& content : {text, windows, gzip(text), text.substr(0, text.size() - 1)}) {
    const Table table = read(content);
    EXPECT_THAT(names(table), ElementsAre("x1", "x2", "x3"));
    EXPECT_THAT(values(table), ElementsAre(0.5, 0, -20, 0, 0, 0, 0, 1, 0));
    EXPECT_THAT(table.targets.names, ElementsAre("y"));
    EXPECT_THAT(table.targets.values, ElementsAre(1, -1, 2.5));
    EXPECT_TRUE(table.named_columns);
  }
}

TEST_F(Svmlight, CountsFromZeroWhereAnIndexIsZero) {
  const Table table = read("1 1:5\n2 0:4\n");
  EXPECT_THAT(names(table), ElementsAre("x0", "x1"));
  EXPECT_THAT(values(table), ElementsAre(0, 5, 4, 0));
}

/// A file of few rows may lack the last features, or the 0 that says where indices start.
TEST_F(Svmlight, HasTheColumnsOfAModel) {
  EXPECT_THAT(values(read("1 1:5\n", {"x1", "x2", "x3"})), ElementsAre(5, 0, 0));
  EXPECT_THAT(values(read("1 1:5\n", {"x0", "x1"})), ElementsAre(0, 5));
  EXPECT_THAT(values(read("1 1:5 9:1\n", {"x1", "x2"})), ElementsAre(5, 0));
  EXPECT_THAT(refusal("1 0:5\n", {"x1", "x2"}), HasSubstr("counts its columns from 0"));
  EXPECT_THAT(refusal("1 1:5\n", {"area", "rooms"}), HasSubstr("names such as 'area'"));
}

TEST_F(Svmlight, ReadsMissingValues) {
  const Table table = read("1 1:nan 2:1\n");
  EXPECT_TRUE(std::isnan(values(table)[0]));
  EXPECT_EQ(table.missing_values, 1u);
}

TEST_F(Svmlight, RefusesWhatIsNoRow) {
  EXPECT_THAT(refusal("1 1:1\nword 1:1\n"), HasSubstr("data:2: the row should start with its target"));
  EXPECT_THAT(refusal("1 1:1\n2 1\n"), HasSubstr("data:2: '1' is not an index"));
  EXPECT_THAT(refusal("1 1:1\n\n3 a:1\n"), HasSubstr("data:3: 'a:1' is not an index"));
  EXPECT_THAT(refusal("1 1:1\n2 1:x\n"), HasSubstr("'1:x'"));
  EXPECT_THAT(refusal("1 1:1\n2 1:1e999\n"), HasSubstr("'1:1e999'"));
  EXPECT_THAT(refusal("1 1:1\n2 5000000000:1\n"), HasSubstr("4,294,967,295"));
  EXPECT_THAT(refusal("1 1:1\n2 2:1 1:1\n"), HasSubstr("the index 1 does not exceed"));
  EXPECT_THAT(refusal("1 1:1\n2 2:1 2:1\n"), HasSubstr("the index 2 does not exceed"));
  EXPECT_THAT(refusal("1 4000000000:1\n2 1:1\n"), HasSubstr("fewer than 1 of 10,000"));
}

/// A table of times, or of anything else, is left to the reader of tables.
TEST_F(Svmlight, IsToldFromOtherText) {
  for (const std::string text : {"y x\n1 2\n", "1 09:30\n2 10:45\n", "1 2:3 4\n", "word 1:2\n", "1,1:2\n"}) {
    SourceOptions options;
    TemporaryDirectory directory;
    options.data = directory.write("data", text);
    options.target_optional = true;
    try {
      EXPECT_NE(read_source(options).columns.front().name, "x0");
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::Not(HasSubstr("is not an index"))) << text;
    }
  }
}

}  // namespace
}  // namespace glissade
