#include <csignal>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OutputTest : public ProgramTest {
 protected:
  const std::vector<std::string> train_{
      "train", "linear", "--data", "synthetic:linear,rows=2000,features=3", "--epochs", "40"};
};

TEST_F(OutputTest, HelpGoesToOutput) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"-h"},
                                             {"train", "--help"},
                                             {"train", "linear", "--help"},
                                             {"train", "classifier", "-h"},
                                             {"evaluate", "--help"},
                                             {"predict", "--help"},
                                             {"generate", "--help"},
                                             {"inspect", "--help"},
                                             {"devices", "--help"}}) {
    const Result result = run(arguments);
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.output, HasSubstr("Usage: glissade"));
    EXPECT_EQ(result.error, "");
  }
}

TEST_F(OutputTest, OptionsOfOneModelAreNotTheOthers) {
  EXPECT_THAT(run_ok({"train", "linear", "--help"}), Not(HasSubstr("--hidden")));
  EXPECT_THAT(run_ok({"train", "classifier", "--help"}), Not(HasSubstr("--solver")));
}

TEST_F(OutputTest, Version) {
  EXPECT_THAT(run_ok({"--version"}), ::testing::MatchesRegex("glissade [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(OutputTest, NoEscapesWhereErrorIsNotATerminal) {
  const Result good = run(train_);
  EXPECT_THAT(good.error, Not(HasSubstr("\033")));
  EXPECT_THAT(good.error, Not(HasSubstr("\r")));
  EXPECT_THAT(run({"train"}).error, Not(HasSubstr("\033")));
}

TEST_F(OutputTest, TerminalShowsOneLineOfItsWidth) {
  Command on_terminal = command(train_);
  on_terminal.on_terminal = true;
  const Result result = testing::run(on_terminal);
  ASSERT_EQ(result.status, 0) << result.error;
  const std::size_t first = result.error.find("\repoch 1/40");
  ASSERT_NE(first, std::string::npos) << result.error;
  EXPECT_THAT(result.error, Not(HasSubstr("\033")));
  EXPECT_THAT(result.error, Not(HasSubstr("epoch 1/40: ")));
  // From the first progress line to the table, no line is wider than the terminal, and the last is blank.
  std::size_t place = first;
  for (std::size_t next = result.error.find_first_of("\r\n", place + 1);
       next != std::string::npos && result.error[next] == '\r' && result.error[next + 1] != '\n';
       next = result.error.find_first_of("\r\n", place + 1)) {
    EXPECT_LT(next - place, 61u);
    place = next;
  }
}

TEST_F(OutputTest, ColourOnlyOnATerminalThatWantsIt) {
  Command colour = command({"train"});
  colour.on_terminal = true;
  colour.environment = {"TERM=xterm", "NO_COLOR="};
  EXPECT_THAT(testing::run(colour).error, HasSubstr("\033["));
  colour.environment = {"TERM=xterm", "NO_COLOR=1"};
  EXPECT_THAT(testing::run(colour).error, Not(HasSubstr("\033")));
  colour.environment = {"TERM=dumb", "NO_COLOR="};
  EXPECT_THAT(testing::run(colour).error, Not(HasSubstr("\033")));
}

TEST_F(OutputTest, FullDiskUnderOutputIsNotSilent) {
  run_ok(train_);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"},
           {"--version"},
           {"inspect", "model.safetensors"},
           {"inspect", "model.safetensors", "--json"},
           {"predict", "model.safetensors", "--data", "synthetic:linear,rows=10,features=3"}}) {
    Command full = command(arguments);
    full.output_path = "/dev/full";
    const Result result = testing::run(full);
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.error, HasSubstr("standard output cannot be written"));
  }
}

TEST_F(OutputTest, ClosedPipeEndsItQuietly) {
  Command closed = command({"--help"});
  closed.closed_output = true;
  const Result result = testing::run(closed);
  EXPECT_EQ(result.status, 141) << "signal " << result.signal;
  EXPECT_EQ(result.error, "");
}

TEST_F(OutputTest, FileAtItsLimitKeepsTheOldModel) {
  write("model.safetensors", "old");
  Command limited = command(train_);
  limited.file_size_limit = 64;
  const Result result = testing::run(limited);
  EXPECT_EQ(result.status, 1) << "signal " << result.signal;
  EXPECT_THAT(result.error, HasSubstr("model.safetensors"));
  EXPECT_EQ(read("model.safetensors"), "old");
}

TEST_F(OutputTest, ControlCharactersOfNamesStayOut) {
  const Result result = run({"evaluate", "evil\033[31m\nname", "--data", "x.csv"});
  EXPECT_EQ(result.status, 3);
  EXPECT_LE(lines_of(result.error).size(), 2u);
  EXPECT_THAT(result.error, Not(HasSubstr("\033")));
}

TEST_F(OutputTest, NamesThatAreNotUtf8) {
  write("\xff.csv", "x,y\n1,2\n2,3\n3,5\n");
  run_ok({"train", "linear", "--data", "\xff.csv", "--target", "y"});
  EXPECT_THAT(run_ok({"inspect", "model.safetensors"}), HasSubstr("glissade train linear"));
  run_json({"inspect", "model.safetensors"});
  parsed(run({"inspect", "\xfe", "--json"}).output);
}

#if !defined(__SANITIZE_ADDRESS__)  // which ends the process where memory is refused
TEST_F(OutputTest, ModelLargerThanMemoryIsAFailure) {
  const Result result = run({"train", "classifier", "--data", "synthetic:classes,rows=9,features=2,classes=2",
                             "--hidden", "1000000,1000000"});
  EXPECT_EQ(result.status, 1) << "signal " << result.signal;
  EXPECT_THAT(result.error, HasSubstr("memory"));
}
#endif

TEST_F(OutputTest, OneDocumentEvenWhereOptionsAreWrong) {
  const nlohmann::json document = parsed(run({"train", "linear", "--json", "--epoch", "3"}).output);
  EXPECT_EQ(document["error"]["kind"], "usage");
  EXPECT_THAT(document["error"]["message"].get<std::string>(), HasSubstr("--epoch"));
  EXPECT_THAT(document["error"]["hint"], "Did you mean --epochs?");
}

}  // namespace
}  // namespace glissade::testing
