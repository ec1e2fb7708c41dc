#include <cstring>
#include <iomanip>
#include <sstream>

#include "cli/file_bytes.hpp"
#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class EvaluateTest : public ProgramTest {
 protected:
  void train_houses() {
    write_houses();
    run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--solver", "exact", "--quiet"});
  }
  void train_flowers() {
    write_flowers();
    run_ok({"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--standardize", "--epochs",
            "60", "--lr", "0.05", "--quiet"});
  }
};

TEST_F(EvaluateTest, RegressionMetricsInTheTargetsUnits) {
  train_houses();
  const json document = run_json({"evaluate", "model.safetensors", "--data", "houses.csv"});
  EXPECT_EQ(document["rows"], 40);
  const json& metrics = document["metrics"];
  EXPECT_GT(metrics["r2"], 0.9999);
  EXPECT_NEAR(metrics["rmse"].get<double>() * metrics["rmse"].get<double>(), metrics["mse"], 1e-6);
  EXPECT_GT(metrics["mae"], 0.5);  // the remainder of the row's number, which nothing explains
  EXPECT_LT(metrics["mae"], 3.0);
  const std::string table = run_ok({"evaluate", "model.safetensors", "--data", "houses.csv"});
  EXPECT_THAT(table, HasSubstr("RMSE"));
}

/// Columns may stand in another order, and be asked for in one.
TEST_F(EvaluateTest, TargetsAreComparedByName) {
  write("uv.csv", "x,u,v\n1,10,1\n2,20,4\n3,30,9\n4,40,16\n5,50,25\n");
  write("vu.csv", "x,v,u\n1,1,10\n2,4,20\n3,9,30\n4,16,40\n5,25,50\n");
  for (const std::string solver : {"exact", "descent"}) {
    run_ok({"train", "linear", "--data", "uv.csv", "--target", "u,v", "--solver", solver, "--quiet"});
    const auto mse = [&](const std::string& data, const std::string& target) {
      const json document = run_json({"evaluate", "model.safetensors", "--data", data, "--target", target});
      return document["metrics"]["mse"].get<double>();
    };
    const double expected = mse("uv.csv", "u,v");
    EXPECT_EQ(mse("uv.csv", "v,u"), expected) << solver;
    EXPECT_EQ(mse("vu.csv", "2,3"), expected) << solver;
  }
}

TEST_F(EvaluateTest, ClassificationDocument) {
  train_flowers();
  const json document = run_json({"evaluate", "model.safetensors", "--data", "flowers.csv"});
  EXPECT_EQ(document["rows"], 60);
  EXPECT_EQ(document["metrics"]["accuracy"], 1.0);
  EXPECT_TRUE(document["metrics"]["loss"].is_number());
  ASSERT_EQ(document["classes"].size(), 3u);
  EXPECT_EQ(document["classes"][2]["label"], "rose, red");
  EXPECT_EQ(document["classes"][2]["support"], 20);
  EXPECT_EQ(document["averages"]["macro"]["f1"], 1.0);
  EXPECT_EQ(document["confusion"], json({{20, 0, 0}, {0, 20, 0}, {0, 0, 20}}));
  const std::string table = run_ok({"evaluate", "model.safetensors", "--data", "flowers.csv"});
  EXPECT_THAT(table, HasSubstr("true \\ predicted"));
  EXPECT_THAT(table, HasSubstr("weighted average"));
}

TEST_F(EvaluateTest, WhatIsUndefinedIsNull) {
  train_flowers();
  write("irises.csv", "length,width,kind\n0,2,iris\n0.01,2.02,iris\n");
  const json document = run_json({"evaluate", "model.safetensors", "--data", "irises.csv"});
  EXPECT_TRUE(document["classes"][1]["recall"].is_null());
  EXPECT_TRUE(document["metrics"]["roc_auc"].is_null());
  train_houses();
  write("equal.csv", "area,rooms,wall,price\n50,1,brick,7\n60,1,wood,7\n");
  EXPECT_TRUE(run_json({"evaluate", "model.safetensors", "--data", "equal.csv"})["metrics"]["r2"].is_null());
}

TEST_F(EvaluateTest, ColumnsAreMatchedByName) {
  train_houses();
  write("turned.csv", "colour,price,wall,rooms,area\nred,75000,brick,1,50\nblue,80000,wood,2,70\n");
  const json document = run_json({"evaluate", "model.safetensors", "--data", "turned.csv"});
  EXPECT_LT(document["metrics"]["mae"], 5.0);
}

TEST_F(EvaluateTest, PredictWritesOneColumn) {
  train_houses();
  const std::vector<std::string> lines =
      lines_of(run_ok({"predict", "model.safetensors", "--data", "houses.csv"}));
  ASSERT_EQ(lines.size(), 41u);
  EXPECT_EQ(lines[0], "prediction");
  EXPECT_NEAR(std::stod(lines[1]), 75000, 10);
  for (const std::string& line : lines)
    EXPECT_TRUE(line == "prediction" || line.find('.') != std::string::npos) << line;
}

TEST_F(EvaluateTest, PredictNeedsNoTarget) {
  train_houses();
  write("new.csv", "area,rooms,wall\n100,2,wood\n");
  const Result result = run({"predict", "model.safetensors", "--data", "new.csv"});
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_NEAR(std::stod(lines_of(result.output).at(1)), 110003, 10);
}

TEST_F(EvaluateTest, DataWithoutNamesIsMatchedByPlace) {
  write("named.csv", "a,b,y\n1,2,5\n3,4,11\n5,7,19\n2,2,6\n");
  run_ok({"train", "linear", "--data", "named.csv", "--target", "y", "--solver", "exact", "--quiet"});
  write("X.npy", npy_floats({2, 2}, {1, 2, 3, 4}));
  write("y.npy", npy_floats({2}, {5, 11}));
  write("bare.csv", "1,2\n3,4\n");
  const std::string from_array = run_ok({"predict", "model.safetensors", "--data", "X.npy"});
  EXPECT_EQ(run_ok({"predict", "model.safetensors", "--data", "bare.csv,header=no"}), from_array);
  EXPECT_EQ(run_ok({"predict", "model.safetensors", "--data", "bare.csv"}), from_array);
  EXPECT_NEAR(std::stod(lines_of(from_array).at(1)), 5.0, 1e-4);
  EXPECT_LT(
      run_json({"evaluate", "model.safetensors", "--data", "X.npy", "--labels", "y.npy"})["metrics"]["mae"],
      1e-4);
}

TEST_F(EvaluateTest, UnseenWordIsPredictedWithOneWarning) {
  train_houses();
  write("new.csv", "area,rooms,wall\n100,2,straw\n90,2,straw\n");
  const Result result = run({"predict", "model.safetensors", "--data", "new.csv"});
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(lines_of(result.error).size(), 1u);
  EXPECT_THAT(result.error, HasSubstr("'straw'"));
}

TEST_F(EvaluateTest, PredictQuotesClassNames) {
  train_flowers();
  const std::vector<std::string> lines =
      lines_of(run_ok({"predict", "model.safetensors", "--data", "flowers.csv"}));
  ASSERT_EQ(lines.size(), 61u);
  EXPECT_EQ(lines[0], "class,probability_iris,probability_lily,\"probability_rose, red\"");
  EXPECT_THAT(lines[3], ::testing::StartsWith("\"rose, red\","));
}

TEST_F(EvaluateTest, PredictQuotesClassNamesWithQuotes) {
  write("talk.csv", "x,kind\n0,\"say \"\"hi\"\"\"\n1,plain\n0,\"say \"\"hi\"\"\"\n1,plain\n");
  run_ok({"train", "classifier", "--data", "talk.csv", "--target", "kind", "--quiet", "--lr", "0.5"});
  const std::vector<std::string> lines =
      lines_of(run_ok({"predict", "model.safetensors", "--data", "talk.csv"}));
  EXPECT_EQ(lines[0], R"(class,probability_plain,"probability_say ""hi""")");
  EXPECT_THAT(lines[1], ::testing::StartsWith(R"("say ""hi""",)"));
}

/// The same numbers whichever file they go to, however small they are.
TEST_F(EvaluateTest, ArraysHoldTheNumbersOfTheText) {
  std::ostringstream text;
  text << "x,y\n";
  for (int row = 0; row < 20; ++row)
    text << row << ',' << (row % 2 == 0 ? 1 : -1) * row * 1e-11 << '\n';
  write("small.csv", text.str());
  for (const char* solver : {"exact", "descent"}) {
    run_ok({"train", "linear", "--data", "small.csv", "--target", "y", "--standardize", "--solver", solver,
            "--quiet"});
    const json predicted = run_json({"predict", "model.safetensors", "--data", "small.csv"})["predictions"];
    run_ok({"predict", "model.safetensors", "--data", "small.csv", "--out", "p.npy"});
    const std::string array = read("p.npy");
    const bool is_double = std::string(solver) == "exact";
    const std::size_t size = is_double ? sizeof(double) : sizeof(float);
    ASSERT_GT(array.size(), 20 * size);
    for (std::size_t row = 0; row < 20; ++row) {
      const char* const bytes = array.data() + array.size() - (20 - row) * size;
      double written = 0.0;
      float rounded = 0.0f;
      std::memcpy(is_double ? static_cast<void*>(&written) : &rounded, bytes, size);
      const double expected = predicted[row];
      EXPECT_EQ(is_double ? written : rounded, is_double ? expected : static_cast<float>(expected)) << solver;
      EXPECT_NE(expected, 0.0);
    }
  }
}

TEST_F(EvaluateTest, PredictWritesFiles) {
  train_flowers();
  EXPECT_EQ(run_ok({"predict", "model.safetensors", "--data", "flowers.csv", "--out", "p.csv"}), "");
  EXPECT_EQ(read("p.csv"), run_ok({"predict", "model.safetensors", "--data", "flowers.csv"}));
  const json document = run_json({"predict", "model.safetensors", "--data", "flowers.csv", "--out", "p.npy"});
  EXPECT_EQ(document["rows"], 60);
  EXPECT_EQ(document["out"], "p.npy");
  const std::string array = read("p.npy");
  EXPECT_THAT(array, HasSubstr("(60, 3)"));
  EXPECT_EQ(array.size() % 64, (60 * 3 * 4) % 64);
}

TEST_F(EvaluateTest, PredictDocuments) {
  train_houses();
  const json prices = run_json({"predict", "model.safetensors", "--data", "houses.csv"});
  EXPECT_EQ(prices["targets"], json({"price"}));
  EXPECT_EQ(prices["predictions"].size(), 40u);
  train_flowers();
  const json kinds = run_json({"predict", "model.safetensors", "--data", "flowers.csv"});
  EXPECT_EQ(kinds["predictions"][1], "lily");
  EXPECT_NEAR(kinds["probabilities"][0][0].get<double>() + kinds["probabilities"][0][1].get<double>() +
                  kinds["probabilities"][0][2].get<double>(),
              1.0, 1e-12);
}

TEST_F(EvaluateTest, SeveralTargets) {
  run_ok({"train", "linear", "--data", "synthetic:linear,rows=50,features=2,targets=2", "--solver", "exact",
          "--quiet"});
  write("x.csv", "0.5,1\n");
  const Result result = run({"predict", "model.safetensors", "--data", "x.csv,header=no"});
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(lines_of(result.output).at(0), ::testing::MatchesRegex("prediction_.+,prediction_.+"));
}

/// Targets of 1e12 ± 10, and features of 1e8 ± 1, lose all that they have to tell when they are rounded to
/// fp32 on any part of the way.
TEST_F(EvaluateTest, ExactModelsKeepTheDigitsOfNumbersFarFromZero) {
  std::ostringstream targets, features;
  targets << "a,b,y\n";
  features << "a,b,y\n" << std::setprecision(17);
  for (int row = 0; row < 60; ++row) {
    const int a = row * 7 % 13 - 6, b = row * 5 % 11 - 5;
    targets << a << ',' << b << ',' << 1000000000000 + a - b << '\n';
    features << 100000000 + 0.25 * a << ',' << 100000000 - 0.25 * b << ',' << 2 * a + b << '\n';
  }
  write("targets.csv", targets.str());
  write("features.csv", features.str());
  for (const std::string data : {"targets.csv", "features.csv"}) {
    for (const std::vector<std::string>& more :
         {std::vector<std::string>(), {"--standardize"}, {"--select", "2"}, {"--validation", "0.2"}}) {
      std::vector<std::string> arguments{"train",    "linear", "--data",   data,
                                         "--target", "y",      "--solver", "exact"};
      arguments.insert(arguments.end(), more.begin(), more.end());
      EXPECT_GT(run_json(arguments)["metrics"]["r2"], 0.999999) << data;
      EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", data})["metrics"]["r2"], 0.999999)
          << data;
    }
  }
  const json predicted = run_json({"predict", "model.safetensors", "--data", "features.csv"})["predictions"];
  EXPECT_NEAR(predicted[0], -17.0, 1e-5);
  run_ok({"predict", "model.safetensors", "--data", "features.csv", "--out", "p.npy"});
  EXPECT_THAT(read("p.npy"), HasSubstr("'<f8'"));
  const json coefficients = run_json({"inspect", "model.safetensors"})["coefficients"][0]["coefficients"];
  EXPECT_NEAR(coefficients[0]["value"], 8.0, 1e-6);
}

TEST_F(EvaluateTest, DescentGoesOnFromAnExactModelInSinglePrecision) {
  train_houses();
  const Result result =
      run({"train", "linear", "--data", "houses.csv", "--target", "price", "--from", "model.safetensors",
           "--epochs", "1", "--lr", "1e-9", "--out", "next.safetensors"});
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("are rounded to fp32"));
  run_ok({"predict", "next.safetensors", "--data", "houses.csv", "--out", "p.npy"});
  EXPECT_THAT(read("p.npy"), HasSubstr("'<f4'"));
  EXPECT_GT(run_json({"evaluate", "next.safetensors", "--data", "houses.csv"})["metrics"]["r2"], 0.999);
}

TEST_F(EvaluateTest, APredictionThatIsNotFiniteLeavesTheOldFile) {
  train_houses();
  write("p.csv", "old");
  write("far.csv", "area,rooms,wall\n100,2,wood\n1e306,2,wood\n");
  EXPECT_EQ(run({"predict", "model.safetensors", "--data", "far.csv", "--out", "p.csv"}).status, 3);
  EXPECT_EQ(read("p.csv"), "old");
}

TEST_F(EvaluateTest, RowWithoutValueCannotBePredictedAfterDrop) {
  write("gaps.csv", "a,b,y\n1,2,3\n2,,5\n3,4,7\n4,9,9\n5,1,11\n");
  run_ok({"train", "linear", "--data", "gaps.csv", "--target", "y", "--impute", "drop", "--quiet"});
  const Result result = run({"predict", "model.safetensors", "--data", "gaps.csv"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("row 2 has a missing value"));
}

TEST_F(EvaluateTest, ReferenceAndCpuAgree) {
  train_flowers();
  const json fast = run_json({"evaluate", "model.safetensors", "--data", "flowers.csv", "--device", "cpu"});
  const json slow =
      run_json({"evaluate", "model.safetensors", "--data", "flowers.csv", "--device", "reference"});
  EXPECT_NEAR(fast["metrics"]["loss"], slow["metrics"]["loss"], 1e-5);
}

}  // namespace
}  // namespace glissade::testing
