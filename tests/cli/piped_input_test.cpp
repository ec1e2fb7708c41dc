#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> exact{"train",    "linear", "--target", "price",
                                     "--solver", "exact",  "--out",    "model"};

class PipedInputTest : public ProgramTest {
 protected:
  PipedInputTest() {
    write_houses();
    std::vector<std::string> arguments = exact;
    arguments.insert(arguments.end(), {"--data", "houses.csv"});
    run_ok(arguments);
    predictions_ = run_ok({"predict", "model", "--data", "houses.csv"});
  }

  /// Runs the program while the content of a file comes through the named pipe `pipe`, in two parts.
  std::string run_with_pipe(const std::vector<std::string>& arguments, const std::string& file) {
    std::filesystem::remove(path("pipe"));
    EXPECT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::jthread writer([content = read(file), pipe = path("pipe")] {
      std::ofstream stream(pipe, std::ios::binary);
      stream << content.substr(0, content.size() / 2) << std::flush;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      stream << content.substr(content.size() / 2);
    });
    return run_ok(arguments);
  }

  Result run_in_shell(const std::string& text) const {
    Command shell = command({"-c", text});
    shell.program = "/bin/bash";
    return testing::run(shell);
  }

  std::string predictions_;
};

TEST_F(PipedInputTest, ATableOrAModelComesThroughANamedPipe) {
  EXPECT_EQ(run_with_pipe({"predict", "model", "--data", "pipe"}, "houses.csv"), predictions_);
  EXPECT_EQ(run_with_pipe({"predict", "pipe", "--data", "houses.csv"}, "model"), predictions_);
}

TEST_F(PipedInputTest, NothingMayCome) {
  const std::string train = std::string(GLISSADE_PROGRAM) + " train linear --target price --data ";
  EXPECT_THAT(run_in_shell(train + "- < /dev/null").error, HasSubstr("nothing came on standard input"));
}

TEST_F(PipedInputTest, AFileThatIsCompressedTwiceIsToldSo) {
  EXPECT_EQ(run_in_shell("gzip < houses.csv | gzip > twice.csv.gz").status, 0);
  EXPECT_THAT(run({"train", "linear", "--data", "twice.csv.gz", "--target", "price"}).error,
              HasSubstr("twice.csv.gz: this is a file that is compressed twice, which is not read\n"
                        "hint: Decompress it once."));
}

/// An array that a file would have mapped.
TEST_F(PipedInputTest, AnArrayComesThroughANamedPipe) {
  run_ok({"generate", "synthetic:linear,rows=50,features=2", "--out", "X.npy", "--labels", "y.npy"});
  const auto train = [](const std::string& data, const std::string& labels, const std::string& out) {
    return std::vector<std::string>{"train", "linear",   "--data", data,    "--labels",
                                    labels,  "--epochs", "3",      "--out", out};
  };
  run_ok(train("X.npy", "y.npy", "m"));
  run_with_pipe(train("pipe", "y.npy", "by data"), "X.npy");
  run_with_pipe(train("X.npy", "pipe", "by labels"), "y.npy");
  EXPECT_EQ(run_ok({"predict", "by data", "--data", "X.npy"}), run_ok({"predict", "m", "--data", "X.npy"}));
  EXPECT_EQ(run_ok({"predict", "by labels", "--data", "X.npy"}), run_ok({"predict", "m", "--data", "X.npy"}));
}

TEST_F(PipedInputTest, StandardInputIsADash) {
  const std::string program = GLISSADE_PROGRAM;
  for (const std::string& source : {"cat houses.csv | " + program + " predict model --data -",
                                    program + " predict model --data - < houses.csv",
                                    "gzip -c houses.csv | " + program + " predict model --data -",
                                    program + " predict model --data <(cat houses.csv)"}) {
    const Result result = run_in_shell(source);
    EXPECT_EQ(result.status, 0) << result.error;
    EXPECT_EQ(result.output, predictions_);
  }
  const Result nothing = run_in_shell("true | " + program + " predict model --data -");
  EXPECT_EQ(nothing.status, 3);
  EXPECT_THAT(nothing.error, HasSubstr("-: the file is empty"));
}

}  // namespace
}  // namespace glissade::testing
