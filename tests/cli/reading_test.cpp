#include <cstdio>
#include <functional>
#include <tuple>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Facts that only a whole file tells, or its model: the decimal sign, values that stand for none, separator,
/// header.
class ReadingTest : public ProgramTest {
 protected:
  /// Values below 1 with three decimals, which look like groups of digits but for their zeros; y = 2a + b.
  void write_table(const std::string& name, char separator, char decimal) const {
    std::string text = std::string("a") + separator + "b" + separator + "y\n";
    for (int row = 0; row < 60; ++row) {
      const int a = (row * 37) % 997, b = (row * 91) % 499;
      text +=
          number(a, decimal) + separator + number(b, decimal) + separator + number(2 * a + b, decimal) + '\n';
    }
    write(name, text);
  }
  static std::string number(int thousandths, char decimal) {
    char text[16];
    std::snprintf(text, sizeof text, "%d%c%03d", thousandths / 1000, decimal, thousandths % 1000);
    return text;
  }
  Result train(const std::string& data, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"train",    "linear", "--data",   data,
                                       "--target", "y",      "--solver", "exact"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(ReadingTest, TheDecimalSignOfTheNextFileIsItsOwn) {
  write_table("points.csv", ',', '.');
  write_table("commas.csv", ';', ',');
  for (const auto& [trained, next, sign] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"points.csv", "commas.csv", ","}, {"commas.csv", "points.csv", "."}}) {
    EXPECT_EQ(train(trained).status, 0);
    const Result evaluation = run({"evaluate", "model.safetensors", "--data", next});
    EXPECT_THAT(evaluation.error,
                HasSubstr(sign == "," ? "a decimal comma, where the training data have a decimal point"
                                      : "a decimal point, where the training data have a decimal comma"));
    EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", next})["metrics"]["r2"], 0.999999);
    EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", next, "--decimal", sign})["metrics"]["r2"],
              0.999999);
  }
}

TEST_F(ReadingTest, ADecimalSignThatIsNamedIsTheOnlyOne) {
  write_table("points.csv", ',', '.');
  const Result result = train("points.csv", {"--decimal", ","});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("points.csv:2:1: '0.000' is not a number"));
}

TEST_F(ReadingTest, TheDecimalSignIsAskedForWherePointsMayGroupDigits) {
  write("either.csv", "a;y\n1.234;3\n585;4\n58;5\n2.100;7\n");
  const Result result = train("either.csv");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error,
              HasSubstr("'1.234' may have a decimal point, or a point between groups of digits"));
  EXPECT_EQ(train("either.csv", {"--decimal", "."}).status, 0);
  EXPECT_EQ(train("either.csv", {"--decimal", ","}).status, 0);
  write("told.csv", "a;y\n1.234;3,5\n585;4\n58;5,1\n2.100;7\n");
  EXPECT_THAT(train("told.csv").error,
              HasSubstr("decimal comma, and points between groups of digits: '1.234' is 1234"));
}

TEST_F(ReadingTest, NobodyGroupsDigitsBehindAZero) {
  write("quoted.csv", "a,y\n\"0,143\",1\n\"1,500\",2\n\"2,286\",3\n");
  const Result result = train("quoted.csv");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("'0,143' in column 'a' may be a number with a decimal comma"));
}

TEST_F(ReadingTest, PackedDatesHaveNoOtherNumbersAmongThem) {
  std::string days = "d,y\n";
  for (int day = 0; day < 60; ++day)
    days += std::to_string(20240101 + 100 * (day / 28) + day % 28) + "," + std::to_string(day) + "\n";
  write("days.csv", days);
  EXPECT_EQ(train("days.csv").status, 0);
  write("odd.csv", days + "20241301,60\n");
  const Result result = train("odd.csv");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("odd.csv:62:1: '20241301' is not a date, but column 'd' holds dates"));
  EXPECT_EQ(train("odd.csv", {"--numeric", "d"}).status, 0);
}

/// The sign of a file that only its commas could tell is asked for, unless it is written as the model's was.
TEST_F(ReadingTest, CommasThatMayGroupDigitsAreAskedAboutWhereTheModelHadPoints) {
  write_table("points.csv", ',', '.');
  EXPECT_EQ(train("points.csv").status, 0);
  write("either.csv", "a\tb\n1,204\t2,119\n3,001\t1,250\n");
  const Result result = run({"predict", "model.safetensors", "--data", "either.csv"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error,
              AllOf(HasSubstr("'1,204' in column 'a' may have a decimal comma, or a comma between"),
                    HasSubstr("--decimal ',' or --decimal '.'")));
  const auto first = [&](const std::string& sign) {
    return std::stod(
        lines_of(run_ok({"predict", "model.safetensors", "--data", "either.csv", "--decimal", sign}))[1]);
  };
  EXPECT_NEAR(first(","), 4.527, 1e-6);
  EXPECT_NEAR(first("."), 4527, 1e-2);
}

/// The first rows of such a file tell nothing, and the later ones have commas.
TEST_F(ReadingTest, LateCommasInATableOfSemicolonsAreAskedAbout) {
  std::string text = "a;y\n";
  for (int row = 1; row <= 300; ++row)
    text += std::to_string(row) + ";" + std::to_string(row) + "\n";
  write("late.csv", text + "1,250;1\n");
  const Result result = train("late.csv");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("late.csv:302:1: '1,250' in column 'a' may have a decimal comma"));
  EXPECT_EQ(train("late.csv", {"--decimal", "."}).status, 0);
  EXPECT_EQ(train("late.csv", {"--decimal", ","}).status, 0);
}

TEST_F(ReadingTest, TheOddCellAmongGroupedDigitsIsBlamed) {
  std::string text = "v,y\n";
  for (int row = 0; row < 50; ++row)
    text += "\"" + std::to_string(1 + row % 9) + "," + std::to_string(100 + row) + "\"," +
            std::to_string(row) + "\n";
  write("dollar.csv", text + "\"$1,234\",3\n");
  EXPECT_THAT(train("dollar.csv").error,
              AllOf(HasSubstr("dollar.csv:52:1: '$1,234' is not a number as the others are"),
                    Not(HasSubstr("--decimal"))));
  write("fraction.csv", text + "\"1,25\",3\n");
  EXPECT_THAT(train("fraction.csv").error, HasSubstr("fraction.csv:52:1: '1,25'"));
}

TEST_F(ReadingTest, DatesInAnotherSpellingAreTheSame) {
  std::string packed = "d,y\n", iso = "d,y\n";
  for (int day = 1; day <= 28; ++day) {
    const std::string two = (day < 10 ? "0" : "") + std::to_string(day);
    packed += "202307" + two + "," + std::to_string(day) + "\n";
    iso += "2023-07-" + two + "," + std::to_string(day) + "\n";
  }
  write("packed.csv", packed);
  write("iso.csv", iso);
  EXPECT_EQ(train("packed.csv").status, 0);
  EXPECT_THAT(run({"evaluate", "model.safetensors", "--data", "iso.csv"}).error, Not(HasSubstr("dates")));
  EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", "iso.csv"})["metrics"]["r2"], 0.999999);
}

TEST_F(ReadingTest, ValuesFarFromAllOthersMayBeMissingOnes) {
  const auto table = [](const std::string& odd, int first) {
    std::string text = "a,y\n";
    for (int row = 0; row < 40; ++row)
      text += (row == 17 ? odd : std::to_string(first + row % 20)) + "," + std::to_string(row % 20) + "\n";
    return text;
  };
  write("far.csv", table("-999", 0));
  EXPECT_THAT(train("far.csv").error,
              HasSubstr("column 'a' holds -999 in 1 row, far from its other values, 0 to 19"));
  write("near.csv", table("999", 990));
  EXPECT_THAT(train("near.csv").error, Not(HasSubstr("far from")));
}

TEST_F(ReadingTest, NumbersInAnotherFormAreRemarkedOn) {
  const auto note = [&](const std::function<std::string(int)>& cell) {
    std::string text = "a,b,y\n";
    for (int row = 0; row < 60; ++row)
      text += cell(row) + "," + std::to_string(row % 7) + "," + std::to_string(row % 11) + "\n";
    write("form.csv", text);
    return train("form.csv").error;
  };
  const std::string remark = "which look like numbers in a form that is not known";
  EXPECT_THAT(note([](int row) { return std::to_string(row % 10) + " kg"; }),
              HasSubstr("column 'a' holds words such as '0 kg', " + remark));
  EXPECT_THAT(
      note([](int row) { return std::to_string(row) + ".5 kg"; }),
      HasSubstr("column 'a' is left out: 60 different words in 60 rows, such as '0.5 kg', " + remark));
  EXPECT_THAT(
      note([](int row) { return std::to_string(10 * (row % 5)) + "-" + std::to_string(10 * (row % 5) + 9); }),
      Not(HasSubstr(remark)));
  EXPECT_THAT(note([](int row) { return std::to_string(row % 3) + (row % 3 == 1 ? "st" : "nd"); }),
              Not(HasSubstr(remark)));
  EXPECT_THAT(note([](int row) { return "P" + std::to_string(row); }), Not(HasSubstr(remark)));
}

TEST_F(ReadingTest, AModelKnowsItsSeparator) {
  std::string text = "a~b~y\n";
  for (int row = 0; row < 30; ++row)
    text +=
        std::to_string(row) + "~" + std::to_string(row % 7) + "~" + std::to_string(2 * row + row % 7) + "\n";
  write("tilde.csv", text);
  EXPECT_EQ(train("tilde.csv", {"--separator", "~"}).status, 0);
  EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", "tilde.csv"})["metrics"]["r2"], 0.999);
}

TEST_F(ReadingTest, ATargetNamedByAYearNamesAHeader) {
  std::string text = "2019,2020,2021\n";
  for (int row = 0; row < 30; ++row)
    text += std::to_string(row) + "," + std::to_string(row % 7) + "," + std::to_string(row + row % 7) + "\n";
  write("years.csv", text);
  const Result result = run({"train", "linear", "--data", "years.csv", "--target", "2021"});
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("30 rows, 2 columns"));
}

TEST_F(ReadingTest, AFirstRowOfWordsAmongWordsIsSaid) {
  std::string text = "purple,XL,maybe\n";
  for (int row = 0; row < 30; ++row)
    text += std::string(row % 2 == 0 ? "red" : "blue") + (row % 3 == 0 ? ",S" : ",M") +
            (row % 5 == 0 ? ",yes\n" : ",no\n");
  write("words.csv", text);
  EXPECT_THAT(
      run({"train", "classifier", "--data", "words.csv", "--target", "3", "--epochs", "1"}).error,
      HasSubstr(
          "the first row holds the names of the columns: none of its words is found below; --header no"));
}

/// Options that the command does not have help nobody.
TEST_F(ReadingTest, HintsNameOptionsOfTheCommandAlone) {
  write_table("points.csv", ',', '.');
  EXPECT_EQ(train("points.csv").status, 0);
  write("gap.csv", "a,b,y\n0.1,0.2,0.4\n0.1,0.2,\n");
  write("word.csv", "a,b\n0.1,0.2\nx,0.2\n");
  EXPECT_THAT(run({"evaluate", "model.safetensors", "--data", "gap.csv"}).error,
              AllOf(HasSubstr("hint: Fill the target in"), Not(HasSubstr("--impute"))));
  EXPECT_THAT(run({"predict", "model.safetensors", "--data", "word.csv"}).error,
              AllOf(HasSubstr("hint: Correct the cell"), Not(HasSubstr("--categorical"))));
}

}  // namespace
}  // namespace glissade::testing
