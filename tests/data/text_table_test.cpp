#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "glissade/table.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TextTable : public testing::Test {
 protected:
  TextTable() {
    options_.target_optional = true;
    options_.allow_missing = true;
    options_.threads = 2;
  }

  Table read(const std::string& content) {
    options_.data = directory_.write("t.csv", content);
    return read_source(options_);
  }
  Error refusal(const std::string& content) {
    return error_from([&] { read(content); });
  }
  static std::vector<double> column(const Table& table, std::uint64_t index) {
    std::vector<double> values;
    for (std::uint64_t row = 0; row < table.rows(); ++row)
      values.push_back(table.values.view().at(row, index));
    return values;
  }
  /// `count` rows of a column under the given header.
  template <class Cell>
  static std::string column_of(std::size_t count, const Cell& cell) {
    std::string text = "v,w\n";
    for (std::size_t row = 0; row < count; ++row)
      text += cell(row) + ",0.5\n";
    return text;
  }

  TemporaryDirectory directory_;
  SourceOptions options_;
};

TEST_F(TextTable, ReadsNumbersInTheFormsThatPeopleUse) {
  EXPECT_THAT(column(read("p,q\n$1.50,1\n\"$4,497.94\",2\n-$3,3\n"), 0), ElementsAre(1.5, 4497.94, -3));
  EXPECT_THAT(column(read("p,q\n45%,1\n5.5 %,2\n"), 0), ElementsAre(45, 5.5));
  EXPECT_THAT(column(read("p,q\n\"1,234,567\",1\n12,2\n\"5,497.5\",3\n"), 0),
              ElementsAre(1234567, 12, 5497.5));
  EXPECT_THAT(column(read("p;q\n1.234,5;1\n-4,5;2\n7;3\n"), 0), ElementsAre(1234.5, -4.5, 7));
  EXPECT_THAT(column(read("p,q\n\xe2\x88\x92"
                          "2.5,1\n3,2\n"),
                     0),
              ElementsAre(-2.5, 3));
  EXPECT_THAT(column(read("p,q\n0.45D1,1\n0.1d-2,2\n"), 0), ElementsAre(4.5, 0.001));
  EXPECT_THAT(column(read("p,q\n1e-400,1\n-1e-999,2\n5,3\n"), 0), ElementsAre(0, 0, 5));
  EXPECT_THAT(column(read("p;q\n4,50 \xe2\x82\xac;1\n1.000,00 \xe2\x82\xac;2\n"), 0), ElementsAre(4.5, 1000));
}

TEST_F(TextTable, TakesDecimalCommasWhereTheyAreCertain) {
  const Table table = read("a;b\n1,5;2\n2,25;3\n");
  EXPECT_THAT(column(table, 0), ElementsAre(1.5, 2.25));
  EXPECT_THAT(table.notes, Contains(HasSubstr("decimal comma")));
  EXPECT_EQ(table.columns[1].form.decimal, ',');
  EXPECT_THAT(column(read("a;b\n1.5;2\n2.25;3\n"), 0), ElementsAre(1.5, 2.25));
  EXPECT_THAT(refusal("a;b\n1.5;2,5\n2.25;3,75\n").hint(), HasSubstr("{decimal}"));
  EXPECT_THAT(refusal("a,b\n\"1,5\",2\n\"2,25\",3\n").hint(), HasSubstr("{decimal}"));
  options_.text.decimal = ',';
  EXPECT_THAT(column(read("a,b\n\"1,5\",2\n\"2,25\",3\n"), 0), ElementsAre(1.5, 2.25));
}

TEST_F(TextTable, RefusesTheOddCellOfAForm) {
  const std::string odd =
      column_of(30, [](std::size_t row) { return row == 20 ? "17" : "$" + std::to_string(row); });
  EXPECT_THAT(refusal(odd).what(),
              HasSubstr("t.csv:22:1: '17' is not a number as the others are, but column 'v' holds "
                        "numbers with $"));
  const std::string word =
      column_of(30, [](std::size_t row) { return row == 20 ? "many" : std::to_string(row) + ".5"; });
  EXPECT_THAT(refusal(word).what(),
              HasSubstr("t.csv:22:1: 'many' is not a number, but column 'v' holds numbers"));
  EXPECT_THAT(refusal(word).hint(), HasSubstr("{missing} 'many'"));
  options_.text.missing = "many";
  EXPECT_EQ(read(word).missing_values, 1U);
}

TEST_F(TextTable, ReadsDatesAsDays) {
  const Table table = read("d,n\n1970-01-02,1\n2000-03-01,2\n1969-12-31,3\n");
  EXPECT_THAT(column(table, 0), ElementsAre(1, 11017, -1));
  EXPECT_THAT(table.notes, Contains(HasSubstr("dates")));
  EXPECT_THAT(column(read("d,n\n1970-01-02T12:00:00Z,1\n1970-01-02 06:00,2\n1970-01-02T01:00+01:00,3\n"), 0),
              ElementsAre(1.5, 1.25, 1));
  EXPECT_THAT(column(read("d,n\n19700102,1\n20000301,2\n20240229,3\n"), 0), ElementsAre(1, 11017, 19782));
  // 2023 had no 29th of February.
  EXPECT_THAT(column(read("d,n\n19700102,1\n20000301,2\n20230229,3\n"), 0),
              ElementsAre(19700102, 20000301, 20230229));
  EXPECT_THAT(refusal("d,n\n1/2/2020,1\n3/4/2020,2\n").what(),
              HasSubstr("t.csv:2:1: '1/2/2020' in column 'd' is a date"));
  options_.text.numeric = "d";
  EXPECT_THAT(column(read("d,n\n19700102,1\n20000301,2\n20240229,3\n"), 0),
              ElementsAre(19700102, 20000301, 20240229));
}

TEST_F(TextTable, ReadsCodesAndMixturesAsWords) {
  EXPECT_THAT(read("z,n\n01,1\n10,2\n01,3\n10,4\n").columns[0].categories, ElementsAre("01", "10"));
  const Table sizes =
      read(column_of(40, [](std::size_t row) { return row % 4 == 0 ? "4+" : std::to_string(row % 4); }));
  EXPECT_THAT(sizes.columns[0].categories, ElementsAre("1", "2", "3", "4+"));
  EXPECT_THAT(sizes.notes, Contains(HasSubstr("numbers and words")));
  // Measurements with a mark are no words: nobody can tell what the mark means.
  const std::string marks =
      column_of(60, [](std::size_t row) { return row % 3 == 0 ? "trace" : std::to_string(row) + ".25"; });
  EXPECT_THAT(refusal(marks).what(), HasSubstr("t.csv:2:1: 'trace'"));
  const Table tickets = read(column_of(60, [](std::size_t row) {
    return row % 2 == 0 ? "A/5 " + std::to_string(row) : std::to_string(170000 + row);
  }));
  EXPECT_EQ(tickets.reading.left_out.at(0).name, "v");
}

TEST_F(TextTable, LeavesOutWhatNobodyCanLearnFrom) {
  const auto name = [](std::size_t row) { return "name" + std::to_string(row); };
  const Table table = read(column_of(30, name));
  EXPECT_THAT(table.reading.left_out, ElementsAre(LeftOutColumn{"v", "30 different words in 30 rows"}));
  EXPECT_EQ(table.columns.size(), 1U);
  EXPECT_EQ(column(table, 0)[7], 0.5);
  options_.text.categorical = "v";
  EXPECT_EQ(read(column_of(30, name)).columns[0].categories.size(), 30U);
  options_.text.categorical = "";
  EXPECT_THAT(read("Id,x\n1,5\n2,7\n3,9\n").reading.left_out,
              ElementsAre(LeftOutColumn{"Id", "it counts the rows"}));
  EXPECT_THAT(read("year,x\n1,5\n2,7\n3,9\n").reading.left_out, IsEmpty());
  EXPECT_THAT(read("Id,x\n1,5\n3,7\n2,9\n").reading.left_out, IsEmpty());
  EXPECT_THAT(read("x,z\n1,5\n2,7\n3,9\n").reading.left_out, IsEmpty());
  EXPECT_THAT(read("Id\n1\n2\n3\n").reading.left_out, IsEmpty()) << "nothing else is there";
  EXPECT_THAT(refusal(",x,y\n1,5,1\n1,7,1\n1,9,1\n").what(), HasSubstr("no name for this column"));
}

TEST_F(TextTable, KnowsMissingMarksByTheKindOfTheColumn) {
  const Table table = read("a,b\n1,x\n?,NA\n-,x\n.,NA\n#N/A,x\nNone,NA\nn/a,x\n2,NA\n");
  EXPECT_EQ(table.missing_values, 6U);
  EXPECT_THAT(table.columns[1].categories, ElementsAre("NA", "x"));
  EXPECT_THAT(table.notes, Contains(HasSubstr("'NA' is a word")));
  options_.text.missing = "NA,-99";
  const Table marked = read("a,b\n1,x\n-99,NA\n-99.0,x\n3,NA\n4,x\n5,x\n");
  EXPECT_EQ(marked.missing_values, 4U);
  EXPECT_THAT(marked.columns[1].categories, ElementsAre("x"));
}

TEST_F(TextTable, TellsNamesFromData) {
  EXPECT_EQ(read("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n").rows(), 3U);
  EXPECT_EQ(read("0,1,2\n0.5,1.5,2.5\n0.25,1.25,2.25\n").rows(), 2U);
  EXPECT_EQ(read("1,2,3\n4,5,6\n7,8,9\n").rows(), 3U);
  EXPECT_EQ(read("colour,shape\nred,round\ngreen,square\nred,square\n").rows(), 3U);
  EXPECT_EQ(read("red,round\ngreen,square\nred,round\n").rows(), 3U);
  EXPECT_EQ(read("country,2019,2020\nDE,1.5,2.5\nFR,0.5,1.25\n").rows(), 2U);
  EXPECT_THAT(refusal("country,2019,2020\nDE,15,25\nFR,5,12\n").hint(),
              HasSubstr("{header} yes or {header} no"));
  EXPECT_THAT(refusal("5.1,low,0.2\n4.9,3.0,0.4\n6.3,3.3,0.1\n").hint(), HasSubstr("{header}"));
  options_.text.header = true;
  EXPECT_EQ(read("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n").rows(), 2U);
  options_.text.header = false;
  EXPECT_EQ(read("colour,shape\nred,round\ngreen,square\nred,square\n").rows(), 4U);
}

TEST_F(TextTable, FindsTheSeparator) {
  for (const auto& [content, separator] :
       std::map<std::string, char>{{"a;b\n1;2\n3;4\n", ';'},
                                   {"a|b\n1|2\n3|4\n", '|'},
                                   {"a\tb\n1\t2\n3\t4\n", '\t'},
                                   {" a   b\n 1   2\n 3 \t 4\n", ' '},
                                   {"a,b\n1,2\n3,4\n", ','},
                                   {"sep=|\na|b\n1|2\n3|4\n", '|'},
                                   {"# a; b\n# c\na,b\n1,2\n3,4\n", ','}}) {
    const Table table = read(content);
    EXPECT_EQ(table.reading.separator, separator) << content;
    EXPECT_EQ(table.columns.size(), 2U) << content;
    EXPECT_THAT(column(table, 1), ElementsAre(2, 4)) << content;
  }
  // Blanks within words separate nothing.
  EXPECT_EQ(read("city\nNew York\nLos Angeles\nNew York\n").columns.size(), 1U);
  EXPECT_EQ(read("n,s\n1,a;b\n2,a;c\n3,a;b\n4,a;c\n").columns.size(), 2U);
  options_.text.separator = ';';
  EXPECT_EQ(read("a,b;c\n1;2\n").columns[0].name, "a,b");
}

TEST_F(TextTable, SkipsLinesThatAreNoRows) {
  EXPECT_EQ(read("a,b\n,,\n1,2\n\n , \n3,4\n,\n").rows(), 2U);
  EXPECT_EQ(read("# made by hand\na,b\n1,2\n# in between\n3,4\n").rows(), 2U);
  const Table commented = read("# a b y\n1 2 3\n4 5 7\n");
  EXPECT_EQ(commented.columns[0].name, "a");
  EXPECT_EQ(commented.rows(), 2U);
  // Colours begin so, too.
  EXPECT_EQ(read("colour,n\n#ff0000,1\n#00ff00,2\n#ff0000,3\n").rows(), 3U);
  EXPECT_EQ(read("a,b\n1,2,\n3,4,\n").columns.size(), 2U);
  EXPECT_THAT(refusal("a,b\n1,2,\n3,4,\n5,6,7\n").what(), HasSubstr("t.csv:4:3: '7' stands behind"));
}

TEST_F(TextTable, ReadsTheRowNamesOfR) {
  const Table table = read("mpg cyl hp\n\"Mazda RX4\" 21 6 110\n\"Datsun 710\" 22.8 4 93\n");
  EXPECT_EQ(table.columns[0].name, "mpg");
  EXPECT_THAT(column(table, 0), ElementsAre(21, 22.8));
  EXPECT_EQ(table.reading.left_out.at(0).reason, "row names");
}

TEST_F(TextTable, RefusesRowsThatDoNotFitTheRowNamesOfTheFirst) {
  constexpr int rows = 300;  // more than the first rows, by which the table is recognised
  const auto with_last = [](const std::string& names, const std::string& last, char separator) {
    std::string text = names + "\n";
    for (int row = 1; row <= rows; ++row) {
      text += std::to_string(row) + separator + std::to_string(row % 7) + ".5" + separator + "6" + separator +
              std::to_string(row) + "\n";
    }
    return text + last + "\n";
  };
  EXPECT_EQ(read(with_last("mpg,cyl,hp", "301,22.8,4,93", ',')).rows(), 301U);
  const Error as_header = refusal(with_last("mpg,cyl,hp", "22.8,4,93", ','));
  EXPECT_THAT(as_header.what(), HasSubstr("t.csv:302: the row has 3 cells where the others have 4"));
  EXPECT_THAT(as_header.hint(), HasSubstr("row name"));
  EXPECT_THAT(refusal(with_last("mpg,cyl,hp", "301,22.8,4,93,1", ',')).what(),
              HasSubstr("t.csv:302: the row has 5 cells where the others have 4"));
  EXPECT_THAT(refusal(with_last("mpg cyl hp", "22.8 4 93", ' ')).what(),
              HasSubstr("t.csv:302: the row has 3 cells where the others have 4"));
  EXPECT_THAT(refusal(with_last("mpg,cyl,hp,wt", "301,22.8,4,93,1", ',')).what(),
              HasSubstr("t.csv:302: the row has 5 cells where the first has 4"));
  EXPECT_THAT(refusal("a,b\n1,2,\n3,4,\n5,6\n").what(),
              HasSubstr("t.csv:4: the row has 2 cells where the others have 3"));
  EXPECT_THAT(refusal("mpg,cyl,hp\n1,22.8,4,93\n21,6,110\n").what(),
              HasSubstr("t.csv:2: the row has 4 cells where the first has 3"));
  // A row name that is that of another row tells nothing.
  EXPECT_THAT(refusal(with_last("mpg,cyl,hp", "7,22.8,4,93", ',')).what(), HasSubstr("no name"));
}

TEST_F(TextTable, ReadsUtf16ByItsMark) {
  const auto utf16 = [](const std::u16string& text, bool little) {
    std::string bytes;
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xff);
      const char high = static_cast<char>(unit >> 8);
      bytes += little ? std::string{low, high} : std::string{high, low};
    }
    return bytes;
  };
  for (const bool little : {true, false}) {
    const Table table =
        read(utf16(u"\xfeff"
                   u"a,name\r\n1,caf\u00e9\r\n2,\U0001F600\r\n",
                   little));
    EXPECT_THAT(table.columns[1].categories, ElementsAre("caf\u00e9", "\U0001F600"));
  }
  EXPECT_THAT(refusal(utf16(u"\xfeff"
                            u"a,b\n1,2\n",
                            true) +
                      "x")
                  .what(),
              HasSubstr("is not UTF-16"));
  EXPECT_THAT(refusal(utf16(u"\xfeff"
                            u"a,b\n1,\xd800\n",
                            true))
                  .what(),
              HasSubstr("is not UTF-16"));
}

TEST_F(TextTable, ChoosesColumnsAsItIsTold) {
  const std::string content = "a,b,c,d\n1,2,3,4\n5,6,7,8\n";
  options_.text.features = "d,a";
  EXPECT_EQ(read(content).columns[0].name, "a");
  EXPECT_EQ(read(content).columns.size(), 2U);
  options_.text.features = "";
  options_.text.ignore = "2,d";
  EXPECT_THAT(column(read(content), 1), ElementsAre(3, 7));
  options_.text.id = "c";
  const Table table = read(content);
  EXPECT_THAT(table.ids, ElementsAre("3", "7"));
  EXPECT_EQ(table.columns.size(), 1U);
  options_.text = {};
  options_.text.categorical = "a";
  EXPECT_THAT(read(content).columns[0].categories, ElementsAre("1", "5"));
}

TEST_F(TextTable, ExpectsOfTheNextFileWhatTheFirstOneWas) {
  const Table first = read("a;b\n1,5;x\n2,5;y\n3,5;x\n");
  options_.model_columns = first.columns;
  options_.model_reading = first.reading;
  options_.feature_names = {"a", "b"};
  EXPECT_THAT(column(read("b;a\nx;4,5\ny;1.000,5\n"), 0), ElementsAre(4.5, 1000.5));
  EXPECT_THAT(refusal("b;a\n1;4,5\n2;1\n").what(),
              HasSubstr("t.csv:2:1: '1' is a number, but column 'b' held words in training"));
  const Table bare = read("7,5;y\n8,5;x\n");
  EXPECT_THAT(column(bare, 0), ElementsAre(7.5, 8.5));
  EXPECT_THAT(bare.notes, Contains(HasSubstr("no header")));
  options_.model_columns[1].categories = {"1", "2", "3+"};
  EXPECT_THAT(read("b;a\n1;4,5\n2;1\n").columns[1].categories, ElementsAre("1", "2"))
      << "words, even if they are numbers";
}

}  // namespace
}  // namespace glissade
