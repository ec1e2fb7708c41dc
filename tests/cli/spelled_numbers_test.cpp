#include <cmath>
#include <cstdio>
#include <functional>
#include <utility>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A column a written by `cell` of values from -999.5 to 9999.5 or so, and y = 2a + 3b.
class SpelledNumbers : public ProgramTest {
 protected:
  static double value(int row) { return (row % 4 == 3 ? -1 : 1) * (row * 3571 % 9973 + 0.5); }
  static std::string grouped(double value, const std::string& mark, const std::string& decimal = ".") {
    const int whole = static_cast<int>(std::abs(value));
    char end[16];
    std::snprintf(end, sizeof end, whole < 1000 ? "%d" : "%03d", whole % 1000);
    return (whole < 1000 ? "" : std::to_string(whole / 1000) + mark) + end + decimal + "50";
  }
  template <class Cell>
  void write_spelled(const std::string& name, const Cell& cell, char separator = ',') const {
    std::string text = std::string("a") + separator + "b" + separator + "y\n";
    for (int row = 0; row < 60; ++row)
      text += "\"" + cell(value(row)) + "\"" + separator + std::to_string(row % 7) + separator +
              std::to_string(static_cast<int>(2 * value(row)) + 3 * (row % 7)) + "\n";
    write(name, text);
  }
  Result train(const std::string& data, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"train",    "linear", "--data",   data,
                                       "--target", "y",      "--solver", "exact"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  double r2(const std::string& name) const {
    return run_json({"evaluate", "model.safetensors", "--data", name})["metrics"]["r2"];
  }
};

TEST_F(SpelledNumbers, AreReadAndSaid) {
  using Cell = std::function<std::string(double)>;
  const auto minus = [](double value) { return std::string(value < 0 ? "-" : ""); };
  const auto by = [&](const std::string& mark) {
    return [=](double value) { return minus(value) + grouped(value, mark); };
  };
  const std::vector<std::pair<Cell, std::string>> spellings{
      {by("'"), "column 'a' holds numbers such as 3'571.50, whose apostrophes group digits"},
      {by("\xe2\x80\x99"), "whose apostrophes group digits"},
      {by(" "), "column 'a' holds numbers such as 3 571.50, whose blanks group digits"},
      {by("\xc2\xa0"), "whose blanks group digits"},
      {by("\xe2\x80\xaf"), "whose blanks group digits"},
      {by(","), "whose commas group digits; --decimal , makes decimal signs of them"},
      {[&](double value) { return minus(value) + "USD " + grouped(value, ""); },
       "column 'a' holds numbers with USD\n"},
      {[&](double value) { return "R$ " + minus(value) + grouped(value, ","); }, "numbers with R$\n"},
      {[&](double value) { return minus(value) + grouped(value, " ") + " kr"; }, "numbers with kr\n"},
      {[&](double value) { return "CHF " + minus(value) + grouped(value, "'"); }, "numbers with CHF\n"},
      {[](double value) { return value < 0 ? "(" + grouped(value, "") + ")" : grouped(value, ""); },
       "column 'a' holds numbers, and amounts in parentheses such as (740.50), which are negative"},
      {[](double value) { return value < 0 ? "$(" + grouped(value, ",") + ")" : "$" + grouped(value, ","); },
       "column 'a' holds numbers with $, and amounts in parentheses such as $(740.50), which are negative"}};
  for (const auto& [cell, note] : spellings) {
    SCOPED_TRACE(cell(3571.5));
    write_spelled("spelled.csv", cell);
    const Result result = train("spelled.csv");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, AllOf(HasSubstr(note), HasSubstr("60 rows, 2 columns → 2 features")));
    const Result evaluation = run({"evaluate", "model.safetensors", "--data", "spelled.csv"});
    EXPECT_EQ(evaluation.status, 0);
    EXPECT_THAT(evaluation.error, Not(HasSubstr("column 'a'")));
    EXPECT_GT(r2("spelled.csv"), 0.999999);
  }
}

TEST_F(SpelledNumbers, HaveADecimalCommaWhereOthersDo) {
  for (const std::string mark : {".", " ", "\xc2\xa0", "'"}) {
    SCOPED_TRACE(mark);
    write_spelled(
        "commas.csv", [&](double value) { return (value < 0 ? "-" : "") + grouped(value, mark, ","); }, ';');
    const Result result = train("commas.csv");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("numbers have a decimal comma"));
    EXPECT_GT(r2("commas.csv"), 0.999999);
  }
}

/// A currency's point is no sign of fractions.
TEST_F(SpelledNumbers, MayHaveAPointInTheirCurrency) {
  write("kroner.csv", "a;y\nkr. 5;10\nkr. 6;12\nkr. 9;18\nkr. 4;8\n");
  const Result result = train("kroner.csv");
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("column 'a' holds numbers with kr.\n"));
  EXPECT_GT(r2("kroner.csv"), 0.999999);
}

TEST_F(SpelledNumbers, AreWhatTheModelExpects) {
  write_spelled("dollars.csv", [](double value) {
    return value < 0 ? "USD (" + grouped(value, "") + ")" : "USD " + grouped(value, "");
  });
  ASSERT_EQ(train("dollars.csv").status, 0);
  const auto first = [&](const std::string& name) {
    return std::stod(lines_of(run_ok({"predict", "model.safetensors", "--data", name}))[1]);
  };
  // Nothing but losses, which in training would rather be something else.
  write("losses.csv", "a,b\nUSD (1000.00),1\nUSD (2.50),2\n");
  EXPECT_NEAR(first("losses.csv"), -1997, 0.5);
  write("plain.csv", "a,b\n1000,1\n-2.5,2\n");
  EXPECT_NEAR(first("plain.csv"), 2003, 0.5);
  EXPECT_THAT(run({"predict", "model.safetensors", "--data", "plain.csv"}).error,
              HasSubstr("column 'a' holds numbers, where the training data have numbers with USD"));
  write("grouped.csv", "a,b\n\"USD 1,000\",1\n");
  EXPECT_NEAR(first("grouped.csv"), 2003, 0.5);

  write_spelled("bare.csv", [](double value) { return (value < 0 ? "-" : "") + grouped(value, ""); });
  ASSERT_EQ(train("bare.csv").status, 0);
  write("telephones.csv", "a,b\n612 345 678,1\n698 765 432,1\n");
  EXPECT_NEAR(first("telephones.csv") / 1224691359.0, 1.0, 1e-5);
  write("errors.csv", "a,b\n(0.45),1\n(0.50),1\n");
  EXPECT_NEAR(first("errors.csv"), 2.1, 0.5);
}

TEST_F(SpelledNumbers, BeginLate) {
  for (const std::string late : {"1'250", "1 250",
                                 "1\xc2\xa0"
                                 "250",
                                 "(1 250)"}) {
    std::string text = "a;y\n";
    for (int row = 0; row < 300; ++row)
      text += std::to_string(row) + ".5;" + std::to_string(2 * row + 1) + "\n";
    write("late.csv", text + late + ";" + (late[0] == '(' ? "-2500" : "2500") + "\n");
    const Result result = train("late.csv");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr(late[0] == '(' ? "which are negative" : "group digits"));
    EXPECT_GT(r2("late.csv"), 0.999999);
  }
}

TEST_F(SpelledNumbers, HaveOneUnitInAColumn) {
  std::string text = "a,y\n";
  for (int row = 0; row < 30; ++row)
    text += "USD " + std::to_string(row) + ".5," + std::to_string(row) + "\n";
  for (const std::string odd : {"EUR 5", "5", "5 kr", "$5", "5%", "(5)", "USD 05", "USD", "USD 5 USD"}) {
    write("odd.csv", text + odd + ",1\n");
    const Result result = train("odd.csv");
    EXPECT_EQ(result.status, 3) << odd;
    EXPECT_THAT(result.error, HasSubstr("odd.csv:32:1: '" + odd + "' is not a number"));
  }
}

/// Every value of the column is another one, so that it is left out if it holds words.
TEST_F(SpelledNumbers, AreNotMadeOfOtherTexts) {
  using Cell = std::function<std::string(int)>;
  const auto digits = [](int row, int count) {
    return std::to_string(100000000 + row * 7919 * 991 % 800000000)
        .substr(0, static_cast<std::size_t>(count));
  };
  const std::vector<std::pair<std::string, Cell>> texts{
      {"ranges", [](int row) { return std::to_string(row) + "-" + std::to_string(row + 9); }},
      {"times", [](int row) { return "12:" + std::to_string(10 + row); }},
      {"telephones",
       [&](int row) { return digits(row, 3) + " " + digits(row + 1, 3) + " " + digits(row + 2, 3); }},
      {"abroad",
       [&](int row) {
         return "+34 " + digits(row, 3) + " " + digits(row + 1, 3) + " " + digits(row + 2, 3);
       }},
      {"versions", [](int row) { return "10.4.1." + std::to_string(row); }},
      {"titles", [](int row) { return "TOP " + std::to_string(row); }},
      {"postal", [&](int row) { return std::to_string(10000 + row) + "-1234"; }},
      {"codes", [](int row) { return "USD " + std::to_string(1000 + row).replace(0, 1, "0"); }},
      {"errors", [](int row) { return "(0." + std::to_string(10 + row) + ")"; }},
      {"footnotes", [](int row) { return "(" + std::to_string(row) + ")"; }},
      {"screens",
       [](int row) { return std::to_string(640 + 80 * row) + " " + std::to_string(480 + 60 * row); }}};
  for (const auto& [name, cell] : texts) {
    for (const char separator : {',', ';'}) {
      SCOPED_TRACE(name + separator);
      std::string text = std::string("a") + separator + "b" + separator + "y\n";
      for (int row = 0; row < 60; ++row)
        text += cell(row) + separator + std::to_string(row % 7) + (separator == ';' ? ",5" : ".5") +
                separator + std::to_string(row % 11) + "\n";
      write("other.csv", text);
      const Result result = train("other.csv");
      EXPECT_EQ(result.status, 0);
      EXPECT_THAT(result.error, AllOf(HasSubstr("column 'a' is left out: 60 different words in 60 rows"),
                                      HasSubstr("1 column → 1 feature")));
    }
  }
  EXPECT_THAT(train("other.csv", {"--numeric", "a"}).error,
              HasSubstr("other.csv:7:1: '1040 780' is not a number"));
}

}  // namespace
}  // namespace glissade::testing
