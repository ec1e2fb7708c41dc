// Names that are meant for the terminal rather than for whoever reads it.
#include <pty.h>
#include <unistd.h>

#include <array>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string colour = "\x1b[31m";
const std::string reversal = "\u202e";
const std::string control = "\u009b";
const std::string bell = "\a";

void expect_harmless(const std::string& text) {
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr(bell)));
  EXPECT_THAT(text, Not(HasSubstr(reversal)));
  EXPECT_THAT(text, Not(HasSubstr(control)));
  EXPECT_THAT(text, Not(HasSubstr("\u2028")));
  EXPECT_THAT(text, Not(HasSubstr("\xff")));
}

class PrintableOutputTest : public ProgramTest {
 protected:
  /// Columns, words and classes of every kind.
  void write_flowers() const {
    std::string text =
        "length" + colour + ",\"wid\nth" + reversal + "\",\"wall" + control + "\",kind" + bell + "\n";
    for (int row = 0; row < 20; ++row) {
      text += std::to_string(row) + "," + std::to_string(row % 3) + ",brick" +
              (row % 2 == 0 ? colour : reversal) + "," +
              (row < 10 ? "red" + colour + "\u2028" : "blue" + reversal + control) + "\n";
    }
    write("flowers.csv", text);
  }
  std::vector<std::string> on_flowers(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data", "flowers.csv", "--target", "kind" + bell});
    return arguments;
  }
  void expect_all_harmless(std::vector<std::string> arguments, int status = 0) const {
    for (const bool json : {false, true}) {
      if (json)
        arguments.emplace_back("--json");
      const Result result = run(arguments);
      EXPECT_EQ(result.status, status) << result.error;
      expect_harmless(result.output);
      expect_harmless(result.error);
    }
  }
};

TEST_F(PrintableOutputTest, NamesFromFilesDoNothing) {
  write_flowers();
  expect_all_harmless(on_flowers({"train", "classifier", "--epochs", "2"}));
  expect_all_harmless(on_flowers({"evaluate", "model.safetensors"}));
  expect_all_harmless({"inspect", "model.safetensors"});
  expect_all_harmless({"inspect", "flowers.csv", "--target", "kind" + bell});
  expect_all_harmless({"train", "linear", "--data", "flowers.csv", "--target", "kind" + bell}, 3);
}

TEST_F(PrintableOutputTest, NeitherDoArguments) {
  write_houses();
  expect_all_harmless({"train" + colour}, 2);
  expect_all_harmless({"train", "linear", "--epochs", "1" + colour, "--data", "houses.csv"}, 2);
  expect_all_harmless({"train", "linear", "--data", "none" + reversal + "\xff.csv", "--target", "price"}, 3);
  expect_all_harmless({"train", "linear", "--data", "houses.csv", "--target", "p" + control}, 3);
  expect_all_harmless({"inspect", "none" + bell}, 3);
}

TEST_F(PrintableOutputTest, DocumentsSayTheNamesAsTheyAre) {
  write_flowers();
  const nlohmann::json document = run_json({"inspect", "flowers.csv", "--target", "kind" + bell});
  EXPECT_EQ(document["column_summaries"][1]["name"], "wid\nth" + reversal);
  EXPECT_EQ(document["classes"][0]["label"], "blue" + reversal + control);
}

TEST_F(PrintableOutputTest, PredictionsAreDataInAPipe) {
  write_flowers();
  run_ok(on_flowers({"train", "classifier", "--epochs", "2"}));
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "flowers.csv"}), HasSubstr("red" + colour));
}

TEST_F(PrintableOutputTest, PredictionsOnATerminalAreForPeople) {
  write_flowers();
  run_ok(on_flowers({"train", "classifier", "--epochs", "2"}));
  int reading = -1;
  int writing = -1;
  std::array<char, 100> name{};
  ASSERT_EQ(::openpty(&reading, &writing, name.data(), nullptr, nullptr), 0);
  Command predict = command({"predict", "model.safetensors", "--data", "flowers.csv"});
  predict.output_path = name.data();
  EXPECT_EQ(testing::run(predict).status, 0);
  std::array<char, 4096> shown{};
  const ssize_t size = ::read(reading, shown.data(), shown.size());
  ::close(reading);
  ::close(writing);
  ASSERT_GT(size, 0);
  const std::string text(shown.data(), static_cast<std::size_t>(size));
  expect_harmless(text);
  EXPECT_THAT(text, HasSubstr("red?[31m?,"));
}

TEST_F(PrintableOutputTest, SpreadsheetsTakeNoPredictionForAFormula) {
  std::string text = "a,kind\n";
  for (int row = 0; row < 12; ++row)
    text += std::to_string(row % 3) + (row % 3 == 0   ? ",\"=HYPERLINK(\"\"http://x\"\")\"\n"
                                       : row % 3 == 1 ? ",@b\n"
                                                      : ",c\n");
  write("cells.csv", text);
  run_ok({"train", "classifier", "--data", "cells.csv", "--target", "kind", "--hidden", "8", "--lr", "0.1",
          "--epochs", "200"});
  const std::vector<std::string> predict{"predict", "model.safetensors", "--data", "cells.csv"};
  const std::string plain = run_ok(predict);
  EXPECT_THAT(plain, HasSubstr("\n\"=HYPERLINK("));
  EXPECT_THAT(plain, HasSubstr("\n@b,"));
  std::vector<std::string> safe = predict;
  safe.emplace_back("--spreadsheet-safe");
  const std::string changed = run_ok(safe);
  EXPECT_THAT(changed, HasSubstr("\n\"'=HYPERLINK("));
  EXPECT_THAT(changed, HasSubstr("\n'@b,"));
  EXPECT_THAT(changed, HasSubstr("\nc,"));
  EXPECT_THAT(changed, HasSubstr("class,\"probability_=HYPERLINK("));
  safe.insert(safe.end(), {"--out", "p.npy"});
  EXPECT_EQ(run(safe).status, 2);
}

TEST_F(PrintableOutputTest, NumbersStayNumbersInASpreadsheet) {
  std::string text = "a,kind\n";
  for (int row = 0; row < 10; ++row)
    text += std::to_string(row) + (row < 5 ? ",-1\n" : ",1\n");
  write("signs.csv", text);
  run_ok(
      {"train", "classifier", "--data", "signs.csv", "--target", "kind", "--epochs", "300", "--lr", "0.1"});
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "signs.csv", "--spreadsheet-safe"}),
              HasSubstr("\n-1,"));
}

}  // namespace
}  // namespace glissade::testing
