#include "cli/file_bytes.hpp"
#include "cli/program_test.hpp"
#include "data/files/byte_reader.hpp"
#include "data/files/file_text.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class FileFormatsTest : public ProgramTest {
 protected:
  std::string decompressed(const std::string& name) const {
    ByteReader reader(path(name));
    return std::string(FileText(reader).view());
  }
};

TEST_F(FileFormatsTest, PredictionsAreCompressedByTheirName) {
  write_flowers();
  run_ok({"train", "classifier", "--data", "flowers.csv", "--target", "kind"});
  for (const std::string name : {"p.csv", "p.npy"}) {
    for (const std::string& out : {name, name + ".gz"})
      run_ok({"predict", "model.safetensors", "--data", "flowers.csv", "--out", out});
    EXPECT_THAT(read(name + ".gz"), StartsWith("\x1f\x8b"));
    EXPECT_EQ(decompressed(name + ".gz"), read(name));
  }
}

TEST_F(FileFormatsTest, GeneratedDataAreCompressedByTheirName) {
  const std::string source = "synthetic:linear,rows=500,features=3,seed=2";
  for (const std::string end : {"", ".gz"}) {
    run_ok({"generate", source, "--out", "t.csv" + end});
    run_ok({"generate", source, "--out", "X.npy" + end, "--labels", "y.npy" + end});
  }
  for (const std::string name : {"t.csv", "X.npy", "y.npy"})
    EXPECT_EQ(decompressed(name + ".gz"), read(name));
  run_ok({"train", "linear", "--data", "X.npy.gz", "--labels", "y.npy.gz", "--solver", "exact"});
}

TEST_F(FileFormatsTest, ANameThatPromisesAnotherFormatIsRefused) {
  write_houses();
  const std::vector<std::string> train{"train",    "linear", "--data",   "houses.csv",
                                       "--target", "price",  "--solver", "exact"};
  const auto refused = [&](std::vector<std::string> arguments, const std::string& option,
                           const std::string& name) {
    arguments.insert(arguments.end(), {option, name});
    const Result result = run(arguments);
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.error, HasSubstr(option + " names '" + name + "', but "));
    EXPECT_FALSE(exists(name));
  };
  refused(train, "--out", "model.json");
  refused(train, "--out", "model.safetensors.gz");
  refused(train, "--report", "page.pdf");
  refused(train, "--report", "page.html.gz");
  refused(train, "--log", "log.csv");
  run_ok(train);
  const std::vector<std::string> predict{"predict", "model.safetensors", "--data", "houses.csv"};
  refused(predict, "--out", "p.json");
  refused(predict, "--out", "p.csv.zst");
  refused(predict, "--out", "p.parquet");
}

TEST_F(FileFormatsTest, OneHotLabelsAreClasses) {
  write("X.npy", npy_floats({4, 2, 1}, {0, 0, 0, 1, 5, 5, 5, 6}));
  write("y.npy", npy_floats({4, 2}, {1, 0, 1, 0, 0, 1, 0, 1}));
  run_ok({"train", "classifier", "--data", "X.npy", "--labels", "y.npy", "--lr", "0.1", "--epochs", "200"});
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "X.npy", "--labels",
                      "y.npy"})["metrics"]["accuracy"],
            1.0);
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "X.npy"}),
              StartsWith("class,probability_0,probability_1\n0,"));
}

TEST_F(FileFormatsTest, OneHotColumnsAreClassesOfTheirNames) {
  write("t.csv", "x,rose,lily\n0,1,0\n1,1,0\n5,0,1\n6,0,1\n");
  run_ok(
      {"train", "classifier", "--data", "t.csv", "--target", "rose,lily", "--lr", "0.1", "--epochs", "200"});
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "t.csv"}),
              StartsWith("class,probability_lily,probability_rose\nrose,"));
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "t.csv"})["metrics"]["accuracy"], 1.0);
}

TEST_F(FileFormatsTest, LabelsComeFromATextTable) {
  write("X.npy", npy_floats({4, 2}, {0, 0, 0, 1, 5, 5, 5, 6}));
  write("y.npy", npy_ints({3, 3, 8, 8}));
  write("plain.csv", "3\n3\n8\n8\n");
  write("named.csv", "row,kind\na,3\nb,3\nc,8\nd,8\n");
  const std::vector<std::string> train{"train", "classifier", "--data", "X.npy", "--epochs", "50"};
  const auto predictions = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = train;
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_ok(arguments);
    return run_ok({"predict", "model.safetensors", "--data", "X.npy"});
  };
  const std::string expected = predictions({"--labels", "y.npy"});
  EXPECT_EQ(predictions({"--labels", "plain.csv"}), expected);
  EXPECT_EQ(predictions({"--labels", "named.csv", "--target", "kind"}), expected);
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "X.npy", "--labels", "named.csv", "--target",
                      "kind"})["rows"],
            4);
}

TEST_F(FileFormatsTest, SvmlightIsReadAndPredictedOn) {
  write("t.svm", "1 1:0.5 2:1\n2 1:0.1\n1 1:0.6 2:1\n2 2:0.1\n");
  run_ok({"train", "classifier", "--data", "t.svm", "--lr", "0.1", "--epochs", "200"});
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "t.svm"})["metrics"]["accuracy"], 1.0);
  write("one.svm", "1 1:0.5\n");
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "one.svm"}), HasSubstr("probability_2\n"));
}

}  // namespace
}  // namespace glissade::testing
