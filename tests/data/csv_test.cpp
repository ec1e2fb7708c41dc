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

class Csv : public testing::Test {
 protected:
  Csv() {
    options_.target_optional = true;
    options_.threads = 2;
  }

  Table read(const std::string& content, const std::string& suffix = "") {
    options_.data = directory_.write("t.csv", content) + suffix;
    return read_source(options_);
  }

  Error refusal(const std::string& content, const std::string& suffix = "") {
    return error_from([&] { read(content, suffix); });
  }

  // The message without the folder.
  std::string message(const std::string& content, const std::string& suffix = "") {
    const Error error = refusal(content, suffix);
    EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
    const std::string text = error.what();
    const std::size_t start = text.find("t.csv");
    return start == std::string::npos ? text : text.substr(start);
  }

  static std::vector<double> row(const Table& table, std::uint64_t index) {
    std::vector<double> values;
    for (std::uint64_t column = 0; column < table.values.columns(); ++column) {
      values.push_back(table.values.view().at(index, column));
    }
    return values;
  }

  static std::vector<std::string> names(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) {
      names.push_back(column.name);
    }
    return names;
  }

  TemporaryDirectory directory_;
  SourceOptions options_;
};

TEST_F(Csv, ReadsNumbersWithAndWithoutAHeader) {
  const Table headed = read("area,price\n1.5,2\n-3e2,+4\n");
  EXPECT_TRUE(headed.named_columns);
  EXPECT_THAT(names(headed), ElementsAre("area", "price"));
  EXPECT_THAT(row(headed, 1), ElementsAre(-300, 4));
  const Table bare = read("1.5,2\n-3e2,+4");
  EXPECT_FALSE(bare.named_columns);
  EXPECT_THAT(names(bare), ElementsAre("x1", "x2"));
  EXPECT_EQ(bare.rows(), 2U);
  EXPECT_THAT(row(bare, 1), ElementsAre(-300, 4));
  EXPECT_EQ(bare.values.type(), ElementType::float64);
}

TEST_F(Csv, ObeysWhatTheSourceSaysOfItsHeader) {
  const Table words = read("a,1\nb,2\n", ",header=no");
  EXPECT_EQ(words.rows(), 2U);
  EXPECT_FALSE(words.reading.header);
  EXPECT_THAT(words.columns[0].categories, ElementsAre("a", "b"));
  const Table numbers = read("2019,2020\n1,2\n", ",header=yes");
  EXPECT_EQ(numbers.rows(), 1U);
  EXPECT_THAT(names(numbers), ElementsAre("2019", "2020"));
}

TEST_F(Csv, ReadsOtherSeparators) {
  EXPECT_THAT(row(read("a;b\n1;2\n", ",separator=;"), 0), ElementsAre(1, 2));
  EXPECT_THAT(row(read("a|b\n1|2\n", ",header=yes,separator=|"), 0), ElementsAre(1, 2));
  EXPECT_THAT(row(read("1;2\n", ",separator=;,header=no"), 0), ElementsAre(1, 2));
  EXPECT_THAT(row(read("a\tb\n1\t 2 \n", ",separator=tab"), 0), ElementsAre(1, 2));
  options_.data = directory_.write("t.tsv", "a\tb c\n1\t2\n");
  EXPECT_THAT(names(read_source(options_)), ElementsAre("a", "b c"));
}

TEST_F(Csv, RefusesSourcesThatMakeNoSense) {
  for (const std::string suffix :
       {",header=maybe", ",separator=", ",separator=5", ",separator=;;", ",separator=\"", ",separator=.",
        ",header=yes,header=no", ",separator=;,separator=;", ",header=", ",separator=;,"}) {
    EXPECT_EQ(refusal("a,b\n1,2\n", suffix).kind(), ErrorKind::usage) << suffix;
  }
  EXPECT_EQ(refusal("a,b\n1,2\n", ",seperator=;").kind(), ErrorKind::input);
  options_.labels = "y.npy";
  EXPECT_THAT(refusal("a,b\n1,2\n").what(), HasSubstr("{labels} does not apply"));
  EXPECT_EQ(refusal("a,b\n1,2\n").kind(), ErrorKind::usage);
}

TEST_F(Csv, ReadsQuotesSpacesLineEndsAndByteOrderMarks) {
  const Table table =
      read("\xef\xbb\xbf\"a \"\"b\"\"\" , c\r\n \"1\" ,\" x, y\"\r\n\r\n2,\"line\nbreak\"\r\n3 , z ");
  EXPECT_THAT(names(table), ElementsAre("a \"b\"", "c"));
  ASSERT_EQ(table.rows(), 3U);
  EXPECT_THAT(table.columns[1].categories, ElementsAre(" x, y", "line\nbreak", "z"));
  EXPECT_THAT(row(table, 0), ElementsAre(1, 0));
  EXPECT_THAT(row(table, 1), ElementsAre(2, 1));
  EXPECT_THAT(row(table, 2), ElementsAre(3, 2));
  EXPECT_EQ(read("1\r\n2\r\n3\r").rows(), 3U);
  EXPECT_EQ(read("\n\n1\n\n\n2\n\n").rows(), 2U);
}

TEST_F(Csv, CountsMissingValuesOrRefusesThem) {
  const std::string content = "a,b\n1,x\n,\"\"\nnan, \"\" \nNaN,\"\"\n2,y\n";
  options_.allow_missing = true;
  const Table table = read(content);
  EXPECT_EQ(table.missing_values, 6U);
  EXPECT_TRUE(std::isnan(table.values.view().at(1, 0)));
  EXPECT_THAT(row(table, 4), ElementsAre(2, 1));
  EXPECT_THAT(table.columns[1].categories, ElementsAre("x", "y"));
  EXPECT_FALSE(read("a,b\n1,\n2,NA\n").columns[1].is_categorical());
  options_.allow_missing = false;
  EXPECT_THAT(message(content), HasSubstr("t.csv:3:1: there is no value in column 'a'"));
  EXPECT_THAT(refusal(content).hint(), HasSubstr("{impute}"));
  EXPECT_THAT(message("1,2\n3,\n"), HasSubstr("t.csv:2:2: there is no value in column 'x2'"));
}

TEST_F(Csv, RefusesAMixOfNumbersAndWords) {
  const std::string rows = "1,2\n3,4\n5,6\n7,8\n9,1\n2,3\n4,5\n6,7\n8,9\n1,3\n";
  EXPECT_THAT(message("a,b\n" + rows + "3,x\n"),
              HasSubstr("t.csv:12:2: 'x' is not a number, but column 'b' holds numbers"));
  EXPECT_THAT(message("a,b\n1,x\n" + rows),
              HasSubstr("t.csv:2:2: 'x' is not a number, but column 'b' holds numbers"));
  EXPECT_THAT(message("a,b\n1,\"p\nq\"\n\n" + rows), HasSubstr("t.csv:2:2: 'p q' is not a number"));
}

TEST_F(Csv, RefusesNumbersThatAreNotFinite) {
  for (const std::string number :
       {"1e999", "-1e999", "inf", "-inf", "Infinity", "+inf", "\"inf\"", " 1e400 "}) {
    EXPECT_THAT(message("a,b\n1,2\n1," + number + "\n"), HasSubstr("t.csv:3:2: ")) << number;
    EXPECT_THAT(message("a,b\n1," + number + "\n1,2\n"), HasSubstr("t.csv:2:2: ")) << number;
  }
}

TEST_F(Csv, RefusesWhatIsNotATable) {
  EXPECT_THAT(message("a,b\n1,2\n3\n"), HasSubstr("t.csv:3: the row has 1 cell where the first has 2"));
  EXPECT_THAT(message("a,b\n1,2\n3,4,5\n"), HasSubstr("t.csv:3: the row has 3 cells where the first has 2"));
  EXPECT_THAT(message("a,b\n1,2,\n3,4,5\n"), HasSubstr("t.csv:2: the row has 3 cells"));
  EXPECT_THAT(message("a,b\n"), HasSubstr("there are no rows of data"));
  EXPECT_THAT(message("\n\r\n\n"), HasSubstr("there are no rows of data"));
  EXPECT_THAT(message("\xef\xbb\xbf"), HasSubstr("there are no rows of data"));
  EXPECT_THAT(message(""), HasSubstr("the file is empty"));
  EXPECT_THAT(message("a,a\n1,2\n"), HasSubstr("t.csv:1:2: the header has the name 'a' twice"));
  EXPECT_THAT(message("a,,c\n1,2,3\n"), HasSubstr("t.csv:1:2: the header has no name"));
  EXPECT_THAT(message(std::string("a,b\n1,2\n3,\0 4\n", 14)), HasSubstr("t.csv:3: there is a NUL byte"));
  EXPECT_THAT(message("a,b\n1,\"2\n3,4\n"),
              HasSubstr("t.csv:2:2: the quote that opens this cell is never closed"));
  EXPECT_THAT(message("a,b\n1,2\"\n3,4\n"), HasSubstr("t.csv:2:2: a quote stands inside a cell"));
  EXPECT_THAT(message("a,b\n1,\"2\"x\n3,4\n"), HasSubstr("t.csv:2:2: something follows the closing quote"));
  EXPECT_THAT(message("a,b\r1,2\r3,4\r"), HasSubstr("carriage return"));
  EXPECT_THAT(message("a,b\n1,caf\xe9\n"), HasSubstr("t.csv:2:2: the cell is not UTF-8"));
  EXPECT_THAT(message("a,caf\xe9\n1,2\n"), HasSubstr("t.csv:1:2: the column's name is not UTF-8"));
}

TEST_F(Csv, KeepsMessagesToOneLine) {
  const std::string long_word = "x\ny" + std::string(1000, 'z');
  const std::string text = message("a,b\n1,2\n1,\"" + long_word + "\"\n1,3\n");
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_LT(text.size(), 200U);
}

TEST_F(Csv, FindsTargetsByNameOrNumber) {
  const std::string content = "a,b,c\n1,2,3\n4,5,6\n";
  options_.target_optional = false;
  options_.target = "b";
  Table table = read(content);
  EXPECT_THAT(names(table), ElementsAre("a", "c"));
  EXPECT_THAT(table.targets.names, ElementsAre("b"));
  EXPECT_THAT(table.targets.values, ElementsAre(2, 5));
  EXPECT_THAT(row(table, 1), ElementsAre(4, 6));
  options_.target = "3,a";
  table = read(content);
  EXPECT_THAT(table.targets.names, ElementsAre("c", "a"));
  EXPECT_THAT(table.targets.values, ElementsAre(3, 1, 6, 4));
  options_.target = "1";
  table = read("1,2\n3,4\n");
  EXPECT_THAT(table.targets.names, ElementsAre("y"));
  EXPECT_THAT(names(table), ElementsAre("x1"));
  EXPECT_THAT(table.targets.values, ElementsAre(1, 3));
  options_.target = "lat, lon";
  EXPECT_THAT(read("\"lat, lon\",x\n1,2\n").targets.values, ElementsAre(1));
}

TEST_F(Csv, RefusesTargetsThatDoNotExist) {
  options_.target_optional = false;
  options_.target = "prise";
  EXPECT_THAT(message("area,price\n1,2\n"), HasSubstr("there is no target column 'prise'"));
  EXPECT_THAT(refusal("area,price\n1,2\n").hint(), HasSubstr("Did you mean 'price'?"));
  EXPECT_THAT(refusal("area,cost\n1,2\n").hint(), HasSubstr("The columns are 'area', 'cost'"));
  // A letter in three may be wrong, and one in any case where there are others.
  options_.target = "pricexx";
  EXPECT_THAT(refusal("area,price\n1,2\n").hint(), HasSubstr("Did you mean 'price'?"));
  options_.target = "pricexxx";
  EXPECT_THAT(refusal("area,price\n1,2\n").hint(), HasSubstr("The columns are"));
  options_.target = "yz";
  EXPECT_THAT(refusal("x,yy\n1,2\n").hint(), HasSubstr("Did you mean 'yy'?"));
  options_.target = "z";
  EXPECT_THAT(refusal("x,yy\n1,2\n").hint(), HasSubstr("The columns are 'x', 'yy'"));
  options_.target = "X";
  EXPECT_THAT(refusal("x,xx\n1,2\n").hint(), HasSubstr("Did you mean 'x'?"));
  for (const std::string target : {"0", "4", "-1", "18446744073709551617", "a,", ",a", "a,z"}) {
    options_.target = target;
    EXPECT_EQ(refusal("a,b,c\n1,2,3\n").kind(), ErrorKind::input) << target;
  }
  options_.target = "b,2";
  EXPECT_EQ(refusal("a,b,c\n1,2,3\n").kind(), ErrorKind::usage);
  options_.target = "a";
  EXPECT_THAT(message("a\n1\n"), HasSubstr("no column of features"));
  options_.target = "price";
  EXPECT_THAT(refusal("1,2\n3,4\n").hint(), HasSubstr("from 1 to 2"));
  options_.target = "";
  EXPECT_EQ(refusal("a,b\n1,2\n").kind(), ErrorKind::usage);
  EXPECT_THAT(refusal("a,b\n1,2\n").hint(), HasSubstr("{target}"));
}

TEST_F(Csv, MakesASingleTargetOfWords) {
  options_.target = "kind";
  const Table table = read("a,kind\n1,b\n2,a\n3,b\n");
  EXPECT_THAT(table.targets.words, ElementsAre("a", "b"));
  EXPECT_THAT(table.targets.values, ElementsAre(1, 0, 1));
  options_.target = "a,kind";
  EXPECT_THAT(message("a,kind,c\n1,b,2\n"), HasSubstr("t.csv:2:2: 'b' is not a number"));
}

TEST_F(Csv, RefusesMissingTargetsWhereTheyAreNeeded) {
  options_.target = "b";
  EXPECT_TRUE(std::isnan(read("a,b\n1,\n2,3\n").targets.values[0]));
  options_.target_optional = false;
  options_.allow_missing = true;
  EXPECT_THAT(message("a,b\n1,NA\n2,3\n"), HasSubstr("t.csv:2:2: there is no value in column 'b'"));
  options_.allow_missing_targets = true;
  EXPECT_TRUE(std::isnan(read("a,b\n1,NA\n2,3\n").targets.values[0]));
}

TEST_F(Csv, MatchesAModelsColumnsByName) {
  options_.feature_names = {"c", "a"};
  const Table table = read("a,b,c\n1,anything,3\n4,,6\n");
  EXPECT_THAT(names(table), ElementsAre("c", "a"));
  EXPECT_THAT(row(table, 1), ElementsAre(6, 4));
  options_.feature_names = {"a", "d", "e"};
  EXPECT_THAT(message("a,b,c\n1,2,3\n"), HasSubstr("the file lacks the columns 'd', 'e'"));
  options_.feature_names = {"a", "d"};
  EXPECT_THAT(message("a,b,c\n1,2,3\n"), HasSubstr("the file lacks the column 'd'"));
  options_.feature_names = {"a"};
  options_.target = "y";
  EXPECT_FALSE(read("a,b\n1,2\n").targets.present());
  EXPECT_TRUE(read("a,y\n1,2\n").targets.present());
  options_.target = "y,z";
  EXPECT_FALSE(read("a,b\n1,2\n").targets.present());
  EXPECT_THAT(message("a,y\n1,2\n"), HasSubstr("'z'")) << "all targets or none";
  options_.target = "a";
  EXPECT_EQ(refusal("a,b\n1,2\n").kind(), ErrorKind::usage);
}

TEST_F(Csv, KnowsAHeaderOfNumbersByTheModelsColumns) {
  options_.feature_names = {"2019", "2020"};
  const Table table = read("2020,2019\n1,2\n3,4\n");
  EXPECT_THAT(names(table), ElementsAre("2019", "2020"));
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_THAT(row(table, 0), ElementsAre(2, 1));
  EXPECT_EQ(read("2019,2021\n1,2\n3,4\n").rows(), 3U);
}

TEST_F(Csv, MatchesAModelsColumnsByCountWithoutAHeader) {
  options_.feature_names = {"p", "q"};
  EXPECT_THAT(names(read("1,2\n")), ElementsAre("p", "q"));
  EXPECT_THAT(message("1,2,3\n"), HasSubstr("the file has 3 columns of features, the model 2"));
  options_.target = "2";
  const Table table = read("1,2,3\n");
  EXPECT_THAT(row(table, 0), ElementsAre(1, 3));
  EXPECT_THAT(table.targets.values, ElementsAre(2));
}

TEST_F(Csv, ReadsVeryLongLinesAndColumnsWithoutEnd) {
  std::string content;
  for (int column = 0; column < 200'000; ++column) {
    content += (column == 0 ? "" : ",") + std::to_string(column % 1000) + ".25";
  }
  const Table table = read(content);
  EXPECT_EQ(table.values.columns(), 200'000U);
  EXPECT_EQ(table.values.view().at(0, 199'999), 999.25);
  const Table word = read("a,b\n1,\"" + std::string(5'000'000, 'x') + "\"\n");
  EXPECT_EQ(word.columns[1].categories[0].size(), 5'000'000U);
}

TEST_F(Csv, RefusesWholeNumbersThatWouldBecomeTheirNeighbours) {
  for (const std::string number :
       {"9007199254740993", "-9007199254740993", "+9007199254740993.0", "123456789012345678901234567890"}) {
    EXPECT_THAT(message("a,b\n1,9007199254740992\n2," + number + "\n"), HasSubstr("t.csv:3:2: '" + number));
  }
  for (const std::string number :
       {"9007199254740992", "-9007199254740992", "9007199254740994", "18446744073709551616",
        "100000000000000000000", "9007199254740993e0", "9007199254740993.5", "1e300"}) {
    EXPECT_EQ(read("a,b\n1,1\n2," + number + "\n").values.view().at(1, 1), std::stod(number)) << number;
  }
  EXPECT_NE(read("a,b\n1,9007199254740992\n2,9007199254740994\n").values.view().at(0, 1),
            read("a,b\n1,9007199254740992\n2,9007199254740994\n").values.view().at(1, 1));
}

TEST_F(Csv, TakesWhatOtherProgramsCallNotANumberForMissing) {
  options_.allow_missing = true;
  const Table table = read("a,b\n1,2\n-nan,+nan\n-nan(ind),NaN\n-NaN,3\n");
  EXPECT_EQ(table.missing_values, 5U);
  options_.allow_missing = false;
  EXPECT_THAT(message("a,b\n1,2\n1,-nan\n"), HasSubstr("there is no value in column 'b'"));
}

TEST_F(Csv, EndsEveryTruncationInATableOrAnError) {
  const std::string content = "a,\"b\"\"\",c\r\n1,\"x,\n\",2e3\r\n-4,y,+5\r\n";
  options_.allow_missing = true;
  for (std::size_t length = 0; length <= content.size(); ++length) {
    try {
      EXPECT_GE(read(content.substr(0, length)).rows(), 1U);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input) << length << error.what();
    }
  }
  const std::string compressed = gzip(content);
  for (std::size_t length = 0; length < compressed.size(); ++length) {
    EXPECT_EQ(refusal(compressed.substr(0, length)).kind(), ErrorKind::input) << length;
  }
}

}  // namespace
}  // namespace glissade
