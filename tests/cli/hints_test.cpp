#include <algorithm>
#include <regex>
#include <set>

#include "cli/bad_inputs.hpp"
#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

std::set<std::string> options_in(const std::string& text) {
  static const std::regex option("--[a-z][a-z0-9-]*");
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), option), end; match != end; ++match)
    found.insert(match->str());
  return found;
}

/// A sentence about training may name its options.
bool speaks_of_training(const std::string& line) {
  return std::regex_search(line, std::regex("\\btrain(ed)?\\b"));
}

/// Errors about wrong tables must be of use: their options are those of the command.
class HintsTest : public ProgramTest {
 protected:
  Result train(const std::string& data, const Words& more = {}) const {
    Words arguments{"train", "linear", "--data", data, "--target", "y"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  /// `command` with its model, where it takes one.
  void expect_options_of(const Words& command, const Result& result) {
    const std::string name = command.front() + command.back();
    if (!known_.contains(name)) {
      Words help = command;
      help.emplace_back("--help");
      known_[name] = options_in(run_ok(help));
    }
    for (const std::string& line : lines_of(result.error)) {
      for (const std::string& option : options_in(speaks_of_training(line) ? "" : line))
        EXPECT_TRUE(known_[name].contains(option)) << option << " of " << command[0] << ": " << result.error;
    }
  }

 private:
  std::map<std::string, std::set<std::string>> known_;  // by command
};

TEST_F(HintsTest, NameOptionsOfTheCommandAlone) {
  std::string table = "x,z,y\n";
  for (int row = 0; row < 40; ++row)
    table += std::to_string(row) + "," + std::to_string(row % 7) + ".5," + std::to_string(row % 3) + "\n";
  write("table.csv", table);
  ASSERT_EQ(train("table.csv", {"--solver", "exact", "--out", "linear.m"}).status, 0);
  run_ok({"train", "classifier", "--data", "table.csv", "--target", "y", "--epochs", "1", "--out",
          "classifier.m", "--quiet"});
  std::size_t files = 0;
  for (const BadInput& input : bad_tables()) {
    if (!input.files.contains("f.csv") || input.arguments.size() != 6)
      continue;
    ++files;
    write("f.csv", input.files.at("f.csv"));
    const auto expect_with = [&](const Words& command, const Words& arguments) {
      SCOPED_TRACE(input.name);
      Words all = command;
      all.insert(all.end(), arguments.begin(), arguments.end());
      expect_options_of(command, run(all));
    };
    expect_with({"inspect"}, {"f.csv", "--target", "y"});
    expect_with({"train", "linear"}, {"--data", "f.csv", "--target", "y", "--solver", "exact"});
    expect_with({"train", "classifier"}, {"--data", "f.csv", "--target", "y", "--epochs", "1"});
    expect_with({"verify", "linear"}, {"--data", "f.csv", "--target", "y"});
    for (const std::string model : {"linear.m", "classifier.m"}) {
      expect_with({"evaluate"}, {model, "--data", "f.csv"});
      expect_with({"predict"}, {model, "--data", "f.csv"});
    }
  }
  EXPECT_GT(files, 100u);
}

TEST_F(HintsTest, DoNotMakeWordsOfARegressionsTarget) {
  std::string table = "a,y\n";
  for (int row = 0; row < 40; ++row)
    table += std::to_string(row) + "," + (row == 20 ? "12abc" : std::to_string(row) + ".5") + "\n";
  write("word.csv", table);
  const Result result = train("word.csv");
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("word.csv:22:2: '12abc' is not a number"), HasSubstr("--missing"),
                                  Not(HasSubstr("--categorical"))));
}

TEST_F(HintsTest, CureRowsThatAreNoHeader) {
  write("end.csv", "a,b,y,\n1,2,3\n2,3,4\n");
  EXPECT_THAT(train("end.csv").error, HasSubstr("end.csv:2: the row has 3 cells where the first has 4\n"
                                                "hint: Take the separator off the end of the first row."));
  write("ends.csv", "a,b,y,,\n1,2,3,,\n2,3,4,,\n");
  EXPECT_THAT(train("ends.csv").error, HasSubstr("hint: Take the separators off the ends of the rows"));
  const std::string title = "Sales of 2024,,\n,,\na,b,y\n1,2,3\n2,3,4\n";
  write("title.csv", title);
  EXPECT_THAT(train("title.csv").error, HasSubstr("'y' stands in a row below it\nhint: If the names of the "
                                                  "columns stand there, delete the lines above them."));
  std::string rows;
  for (int row = 0; row < 20; ++row)
    rows += std::to_string(row) + ",2,3\n";
  write("title.csv", title + rows);
  EXPECT_THAT(train("title.csv").error, HasSubstr("hint: Name it; or, if the row is a title, delete it."));
  write("title.csv", "Sales of 2024\na,b,y\n1,2,3\n2,3,4\n");
  EXPECT_THAT(train("title.csv").error, HasSubstr("hint: If the first row is a title, delete it"));
}

TEST_F(HintsTest, NameTheHeaderWhereTheModelKnowsItsWords) {
  std::string table = "colour,size,y\n";
  for (int row = 0; row < 40; ++row)
    table += std::string(row % 2 == 0 ? "red" : "blue") + (row % 3 == 0 ? ",S," : ",M,") +
             std::to_string(row % 5) + "\n";
  write("words.csv", table);
  ASSERT_EQ(train("words.csv", {"--solver", "exact"}).status, 0);
  write("rows.csv", "red,S\nblue,M\n");
  EXPECT_THAT(
      run({"predict", "model.safetensors", "--data", "rows.csv"}).error,
      HasSubstr("hint: The first row holds words that the model knows, such as 'red': say --header no"));
  EXPECT_EQ(run({"predict", "model.safetensors", "--data", "rows.csv", "--header", "no"}).status, 0);
  write("others.csv", "size,shape\nS,round\nM,square\n");
  EXPECT_THAT(run({"predict", "model.safetensors", "--data", "others.csv"}).error,
              Not(HasSubstr("--header")));
}

TEST_F(HintsTest, NameAColumnWithoutAnyValue) {
  write("empty.csv", "a,b,c,y\n1,2,,3\n2,2,,4\n3,5,,5\n");
  for (const Words& more : {Words{}, Words{"--impute", "drop"}})
    EXPECT_THAT(train("empty.csv", more).error,
                HasSubstr("column 'c' has no value in any row\nhint: Leave it out: --ignore c."));
  EXPECT_EQ(train("empty.csv", {"--ignore", "c", "--solver", "exact"}).status, 0);
}

TEST_F(HintsTest, SayWhatCameOfRowsWithoutATarget) {
  std::string table = "a,y\n";
  for (int row = 0; row < 50; ++row)
    table += std::to_string(row) + "," + (row % 5 == 0 ? "NA" : std::to_string(2 * row)) + "\n";
  write("holes.csv", table);
  const Result result = train("holes.csv", {"--impute", "drop", "--solver", "exact"});
  EXPECT_THAT(result.error,
              AllOf(HasSubstr("1 feature, 10 missing targets"), HasSubstr("40 of 50 rows are used")));
  write("next.csv", "a\n1\nNA\n3\n");
  const Result prediction = run({"predict", "model.safetensors", "--data", "next.csv"});
  EXPECT_EQ(prediction.status, 3);
  EXPECT_THAT(prediction.error,
              AllOf(HasSubstr("next.csv: row 2 has a missing value"), Not(HasSubstr("are used"))));
}

TEST_F(HintsTest, NameTheColumnThatDiffersInCaseAlone) {
  write("case.csv", "a,b,Y\n1,2,3\n2,3,4\n");
  EXPECT_THAT(train("case.csv").error, HasSubstr("hint: Did you mean 'Y'?"));
}

TEST_F(HintsTest, SayThatNearlyEveryRowHasAClassOfItsOwn) {
  const auto note = [&](int rows_of_each) {
    std::string table = "a,y\n";
    for (int row = 0; row < 60; ++row)
      table += std::to_string(row) + ".5,k" + std::to_string(row / rows_of_each) + "\n";
    write("many.csv", table);
    return run({"train", "classifier", "--data", "many.csv", "--target", "y", "--epochs", "1"}).error;
  };
  EXPECT_THAT(note(1), HasSubstr("60 classes in 60 rows: nearly every row has a class of its own"));
  EXPECT_THAT(note(2), Not(HasSubstr("nearly every row")));
}

}  // namespace
}  // namespace glissade::testing
