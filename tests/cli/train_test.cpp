#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class TrainTest : public ProgramTest {};

const std::string line_data = "synthetic:linear,rows=200,features=3,noise=0.1,seed=4";
const std::string class_data = "synthetic:classes,rows=300,features=4,classes=3,separation=5,seed=4";

TEST_F(TrainTest, ProposesToEvaluateOnTheValidationDataAlone) {
  write_houses();
  write_houses("check.csv");
  EXPECT_THAT(run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--validation", "0.2"}),
              Not(HasSubstr("evaluate")));
  EXPECT_THAT(run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--validation-data",
                      "check.csv"}),
              HasSubstr("next: glissade evaluate model.safetensors --data check.csv --target price\n"));
  // Without the seed these would be other data, of other weights.
  const std::string source = "synthetic:linear,rows=50,features=3";
  EXPECT_THAT(run_ok({"train", "linear", "--data", source, "--validation-data", source, "--solver", "exact",
                      "--seed", "7"}),
              HasSubstr("next: glissade evaluate model.safetensors --data " + source + " --seed 7\n"));
}

TEST_F(TrainTest, PrintsWhatTheReadmeShows) {
  std::ifstream file(GLISSADE_README);
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  const std::string orders = "examples/orders.csv";
  std::filesystem::create_directory(path("examples"));
  std::filesystem::copy_file(std::filesystem::path(GLISSADE_README).parent_path() / orders, path(orders));
  const Result result = run({"train", "linear", "--data", orders, "--target", "hours_to_deliver", "--impute",
                             "median", "--test", "0.25", "--out", "hours.safetensors"});
  EXPECT_EQ(result.status, 0) << result.error;
  for (const std::string& line : lines_of(result.error)) {
    if (line.starts_with("column 'd") || line.starts_with("column 'p") || line.starts_with("300 rows")) {
      EXPECT_THAT(readme, HasSubstr("\n" + line + "\n"));
    }
  }
  for (const std::string& line : lines_of(result.output)) {
    if (line.starts_with("train MSE") || line.starts_with("test:") || line.starts_with("saved")) {
      EXPECT_THAT(readme, HasSubstr("\n" + line + "\n"));
    }
  }
}

TEST_F(TrainTest, EvaluatesOnTheRowsHeldBack) {
  write_flowers();
  const std::vector<std::string> arguments{"train",    "classifier", "--data", "flowers.csv",
                                           "--target", "kind",       "--test", "0.25"};
  const Result result = run(arguments);
  EXPECT_THAT(result.error, HasSubstr("45 rows, 2 columns"));
  EXPECT_THAT(result.error, HasSubstr("15 rows held back for the test"));
  EXPECT_THAT(result.output, HasSubstr("test: accuracy "));
  EXPECT_THAT(result.output, HasSubstr(" on 15 rows held back\n"));
  const json document = run_json(arguments);
  EXPECT_EQ(document["test"]["rows"], 15);
  EXPECT_EQ(document["test"]["classes"].size(), 3u);
  const json exact = run_json({"train", "linear", "--data", "flowers.csv", "--target", "width", "--solver",
                               "exact", "--test", "0.5"});
  EXPECT_EQ(exact["test"]["rows"], 30);
  EXPECT_FALSE(exact["test"]["metrics"]["r2"].is_null());
}

TEST_F(TrainTest, SaysWhichClassesHaveNoValidationRow) {
  std::string text = "length,kind\n1,rare\n2,rare\n";
  for (int row = 0; row < 18; ++row)
    text += std::to_string(row) + (row % 2 == 0 ? ",even\n" : ",odd\n");
  write("few.csv", text);
  const Result result = run({"train", "classifier", "--data", "few.csv", "--target", "kind", "--validation",
                             "0.1", "--epochs", "1"});
  EXPECT_THAT(result.error, HasSubstr("18 rows, 1 column"));
  EXPECT_THAT(result.error, HasSubstr("2 rows for validation, none of class rare; 3 classes"));
}

TEST_F(TrainTest, ValidationRowsWithoutWeightHaveNoLoss) {
  write_flowers();
  write("lilies.csv", "length,width,kind\n1,1,lily\n1.1,0.9,lily\n");
  const std::vector<std::string> arguments{
      "train", "classifier",        "--data",     "flowers.csv",    "--target", "kind", "--epochs",
      "2",     "--validation-data", "lilies.csv", "--class-weight", "lily=0"};
  const Result result = run(arguments);
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.error, HasSubstr("every validation row is of a class of weight 0"));
  EXPECT_THAT(result.output + result.error, ::testing::Not(HasSubstr("nan")));
  std::vector<std::string> patient = arguments;
  patient.insert(patient.end(), {"--patience", "2"});
  const Result refused = run(patient);
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.error, HasSubstr("patience watches the validation loss"));
}

TEST_F(TrainTest, ExactSolverTakesTheDeviceThatItUses) {
  write_houses();
  for (const std::string device : {"cpu", "auto"}) {
    const json document = run_json({"train", "linear", "--data", "houses.csv", "--target", "price",
                                    "--solver", "exact", "--device", device});
    EXPECT_EQ(document["device"], "cpu");
  }
}

TEST_F(TrainTest, DocumentOfALinearRunHasEveryKey) {
  const json run = run_json(
      with_fixed_steps({"train", "linear", "--data", line_data, "--epochs", "3", "--validation", "0.2"}));
  EXPECT_THAT(run["device"], "cpu");
  EXPECT_FALSE(run["device_reason"].get<std::string>().empty());
  EXPECT_EQ(run["parameters"], 4);
  EXPECT_EQ(run["steps"], 6);  // 160 rows in batches of 128: a full and a ragged one
  EXPECT_GT(run["seconds"], 0.0);
  EXPECT_EQ(run["stopped"], "epochs");
  EXPECT_EQ(run["best_epoch"], 3);
  EXPECT_EQ(run["model"], "model.safetensors");
  ASSERT_EQ(run["epochs"].size(), 3u);
  const json& epoch = run["epochs"][1];
  EXPECT_EQ(epoch["epoch"], 2);
  EXPECT_TRUE(epoch["train_loss"].is_number());
  EXPECT_TRUE(epoch["validation_loss"].is_number());
  EXPECT_TRUE(epoch["validation_r2"].is_number());
  EXPECT_TRUE(epoch["validation_accuracy"].is_null());
  EXPECT_GT(epoch["seconds"], 0.0);
  EXPECT_GT(epoch["samples_per_second"], 0.0);
  EXPECT_TRUE(exists("model.safetensors"));
}

TEST_F(TrainTest, DocumentOfAClassifierHasAccuracyOrNull) {
  const json with = run_json(
      {"train", "classifier", "--data", class_data, "--hidden", "8", "--epochs", "2", "--validation", "0.2"});
  EXPECT_EQ(with["parameters"], 4 * 8 + 8 + 8 * 3 + 3);
  EXPECT_TRUE(with["epochs"][0]["validation_accuracy"].is_number());
  EXPECT_LE(with["epochs"][0]["validation_accuracy"], 1.0);
  EXPECT_TRUE(with["epochs"][0]["validation_r2"].is_null());
  const json without = run_json({"train", "classifier", "--data", class_data, "--epochs", "1"});
  EXPECT_TRUE(without["epochs"][0]["validation_loss"].is_null());
  EXPECT_TRUE(without["epochs"][0]["validation_accuracy"].is_null());
}

TEST_F(TrainTest, LearnsClassesThatStandApart) {
  run_ok({"train", "classifier", "--data", class_data, "--hidden", "16", "--epochs", "40", "--lr", "0.01"});
  const json metrics = run_json({"evaluate", "model.safetensors", "--data", class_data})["metrics"];
  EXPECT_GT(metrics["accuracy"], 0.9);
}

TEST_F(TrainTest, ResultGoesToOutputAndTheRestToError) {
  write_houses();
  const Result result = run(
      with_fixed_steps({"train", "linear", "--data", "houses.csv", "--target", "price", "--standardize"}));
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("saved model.safetensors"));
  EXPECT_THAT(result.output, HasSubstr("next: glissade inspect model.safetensors\n"));
  EXPECT_THAT(result.error, HasSubstr("40 rows, 3 columns → 4 features, no missing values; target price"));
  EXPECT_THAT(result.error, HasSubstr("device cpu: "));
  EXPECT_THAT(result.error, HasSubstr("epoch 10/10: train loss "));
  EXPECT_THAT(result.error, HasSubstr("\n 10  "));  // the table
  // The lowest loss on rows trained on is no reason to prefer an epoch.
  EXPECT_THAT(result.error, Not(HasSubstr("*")));
  EXPECT_THAT(result.error, Not(HasSubstr("warning")));
}

TEST_F(TrainTest, SaysThatTheLossWasStillFalling) {
  const std::vector<std::string> slow{"train", "linear",     "--data",   line_data, "--lr",
                                      "0.01",  "--schedule", "constant", "--epochs"};
  auto few = slow, many = slow;
  few.push_back("20");
  many.push_back("3000");
  EXPECT_THAT(run(few).error, HasSubstr("the loss was still falling when the run ended: --epochs 80 would"));
  EXPECT_THAT(run(many).error, Not(HasSubstr("still falling")));
}

TEST_F(TrainTest, SaysThatEveryRowGetsOneClass) {
  // A feature that says nothing of the class, of which two rows in three are 'yes'.
  std::string text = "x,kind\n";
  for (int row = 0; row < 60; ++row)
    text += std::to_string((row / 3) % 2) + (row % 3 == 0 ? ",no\n" : ",yes\n");
  write("blind.csv", text);
  const Result lost = run({"train", "classifier", "--data", "blind.csv", "--target", "kind"});
  EXPECT_THAT(lost.error, HasSubstr("every row gets the class 'yes'"));
  EXPECT_THAT(lost.error, HasSubstr("; always guessing yes is right for 66.67 %"));
  const Result learnt = run({"train", "classifier", "--data", class_data});
  EXPECT_THAT(learnt.error, Not(HasSubstr("every row gets")));
}

TEST_F(TrainTest, SummaryOfARegressionHasR2) {
  EXPECT_THAT(run_ok({"train", "linear", "--data", line_data}), HasSubstr(", train R² 0.99"));
  EXPECT_THAT(run_ok({"train", "linear", "--data", line_data, "--validation", "0.2"}),
              AllOf(HasSubstr("validation R² 0.99"), Not(HasSubstr("train R²"))));
}

TEST_F(TrainTest, LinearRegressionDescendsOnMomentsByDefault) {
  write_houses();
  const std::vector<std::string> train{"train", "linear", "--data", "houses.csv", "--target", "price"};
  const Result result = run(train);
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("--batch-size full, --optimizer conjugate"));
  EXPECT_THAT(result.error, HasSubstr("--solver moments, --epochs 10000"));
  EXPECT_THAT(result.error, Not(HasSubstr("device cpu: no")));
  EXPECT_THAT(result.output, HasSubstr("converged\ntrain MSE "));
  EXPECT_THAT(result.output, HasSubstr("the exact solution's\n"));
  const json outcome = run_json(train);
  EXPECT_EQ(outcome["stopped"], "converged");
  EXPECT_LE(outcome["above_exact"], 1e-3 * outcome["exact_objective"].get<double>());
  auto exact = train;
  exact.insert(exact.end(), {"--solver", "exact"});
  const double mse = run_json(exact)["metrics"]["mse"];
  EXPECT_NEAR(outcome["train_mse"], mse, 1e-3 * mse);
  EXPECT_NEAR(outcome["exact_objective"], mse, 1e-6 * mse);
}

TEST_F(TrainTest, NamedStepsAreTakenOnRows) {
  for (const std::vector<std::string>& named : {std::vector<std::string>{"--epochs", "2"},
                                                {"--batch-size", "16"},
                                                {"--optimizer", "sgd"},
                                                {"--lr", "0.01"},
                                                {"--l1", "0.1"},
                                                {"--device", "reference"}}) {
    std::vector<std::string> train{"train", "linear", "--data", "synthetic:linear,rows=50,features=2"};
    train.insert(train.end(), named.begin(), named.end());
    EXPECT_THAT(run(train).error, HasSubstr("--solver descent")) << named[0];
  }
  EXPECT_THAT(
      run({"train", "linear", "--data", "synthetic:linear,rows=50,features=2", "--batch-size", "full"}).error,
      HasSubstr("--solver moments"));
}

TEST_F(TrainTest, QuietLeavesOnlyTheResult) {
  const Result result = run({"train", "linear", "--data", line_data, "--quiet"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.error, "");
  EXPECT_NE(result.output, "");
}

TEST_F(TrainTest, WarnsOnceOfLargeFeatures) {
  write_houses();
  const std::vector<std::string> train{"train", "linear", "--data", "houses.csv", "--target", "price"};
  EXPECT_THAT(run(train).error, Not(HasSubstr("warning")));
  const Result plain = run(with_fixed_steps(train));
  EXPECT_EQ(plain.status, 0) << plain.error;
  const std::size_t first = plain.error.find("warning: ");
  ASSERT_NE(first, std::string::npos) << plain.error;
  EXPECT_EQ(plain.error.find("warning: ", first + 1), std::string::npos);
  auto rescaled = train;
  rescaled.insert(rescaled.end(), {"--rescale", "0.01"});
  EXPECT_THAT(run(rescaled).error, Not(HasSubstr("warning")));
}

TEST_F(TrainTest, ExactSolverRecoversCoefficients) {
  write_houses();
  const Result result =
      run({"train", "linear", "--data", "houses.csv", "--target", "price", "--solver", "exact", "--json"});
  ASSERT_EQ(result.status, 0) << result.error;
  const json document = parsed(result.output);
  EXPECT_EQ(document["rank"], 3);  // brick + wood = 1: one of the four depends on the others
  EXPECT_EQ(document["dependent_features"].size(), 1u);
  EXPECT_TRUE(document["stopped"].is_null());
  EXPECT_GT(document["metrics"]["r2"], 0.999999);
  EXPECT_THAT(result.error, HasSubstr("note: the features have rank 3 of 4"));
  const json model = run_json({"inspect", "model.safetensors"});
  const json& coefficients = model["coefficients"][0]["coefficients"];
  EXPECT_EQ(coefficients[0]["feature"], "area");
  EXPECT_NEAR(coefficients[0]["value"], 1000.0, 1.0);
  EXPECT_NEAR(coefficients[1]["value"], 5000.0, 10.0);
}

TEST_F(TrainTest, SameBytesForAnyThreadsAndEveryTime) {
  for (const char* kind : {"linear", "classifier"}) {
    std::vector<std::string> models;
    for (const char* threads : {"1", "2", "3", "1"}) {
      const std::string out = "model" + std::to_string(models.size());
      std::vector<std::string> arguments{
          "train",        kind,  "--data",    kind == std::string("linear") ? line_data : class_data,
          "--seed",       "9",   "--threads", threads,
          "--out",        out,   "--epochs",  "3",
          "--validation", "0.25"};
      if (kind == std::string("classifier"))
        arguments.insert(arguments.end(), {"--hidden", "7,5"});
      run_ok(arguments);
      models.push_back(read(out));
    }
    EXPECT_THAT(models, ::testing::Each(models.front())) << kind;
    EXPECT_GT(models.front().size(), 100u);
  }
}

TEST_F(TrainTest, DeviceThatGeneratesItsDataTrainsAsOnFiles) {
  const std::string classes = "synthetic:classes,rows=300,features=7,classes=3,seed=5";
  run_ok({"generate", classes, "--out", "x.npy", "--labels", "y.npy"});
  const std::vector<std::string> options{"--device", "emulated", "--epochs", "2",    "--hidden",
                                         "4",        "--scale",  "none",     "--l2", "0.01"};
  const auto losses_on = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"train", "classifier"});
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_json(arguments)["epochs"][1]["train_loss"];
  };
  const auto generated = losses_on({"--data", classes});
  EXPECT_EQ(generated, losses_on({"--data", "x.npy", "--labels", "y.npy"}));
  // Standardised data have to be looked at before.
  const auto standardized = run_json({"train", "classifier", "--data", classes, "--device", "emulated",
                                      "--epochs", "2", "--hidden", "4", "--standardize", "--l2", "0.01"});
  EXPECT_NE(generated, standardized["epochs"][1]["train_loss"]);
}

TEST_F(TrainTest, SeedChangesTheModel) {
  const std::vector<std::string> train{"train", "classifier", "--data", class_data, "--hidden", "4"};
  auto other = train;
  other.insert(other.end(), {"--seed", "1", "--out", "other"});
  run_ok(train);
  run_ok(other);
  EXPECT_NE(read("model.safetensors"), read("other"));
}

TEST_F(TrainTest, ContinuesFromAModel) {
  const json first = run_json(with_fixed_steps(
      {"train", "linear", "--data", line_data, "--epochs", "30", "--lr", "0.05", "--out", "first"}));
  const json second = run_json(
      with_fixed_steps({"train", "linear", "--data", line_data, "--epochs", "1", "--from", "first"}));
  EXPECT_LT(second["epochs"][0]["train_loss"], 0.2 * first["epochs"][0]["train_loss"].get<double>());
}

TEST_F(TrainTest, FromNamesWhatDoesNotFit) {
  run_ok({"train", "classifier", "--data", class_data, "--hidden", "4", "--epochs", "1", "--out", "first"});
  const Result kind = run({"train", "linear", "--data", line_data, "--from", "first"});
  EXPECT_EQ(kind.status, 3);
  EXPECT_THAT(kind.error, HasSubstr("this is a classifier, not a regression model"));
  const Result shape = run({"train", "classifier", "--data", class_data, "--hidden", "5", "--from", "first"});
  EXPECT_EQ(shape.status, 3);
  EXPECT_THAT(shape.error, HasSubstr("hidden layers of 4 units where --hidden asks for hidden layers of 5"));
}

TEST_F(TrainTest, DivergenceSavesTheLastFiniteModel) {
  const std::vector<std::string> train{"train",       "linear", "--data",       line_data,
                                       "--optimizer", "sgd",    "--batch-size", "16",
                                       "--lr",        "1e20",   "--schedule",   "constant"};
  const Result plain = run(train);
  EXPECT_EQ(plain.status, 4);
  EXPECT_THAT(plain.error, HasSubstr("glissade: training diverged in epoch 1, step "));
  EXPECT_THAT(plain.error, HasSubstr("1e+20"));
  EXPECT_THAT(plain.error, HasSubstr("hint: "));
  EXPECT_EQ(run({"evaluate", "model.safetensors", "--data", line_data}).status, 0);
  auto as_json = train;
  as_json.push_back("--json");
  const json document = parsed(run(as_json).output);
  EXPECT_EQ(document["stopped"], "diverged");
  EXPECT_EQ(document["error"]["kind"], "diverged");
}

TEST_F(TrainTest, LogHasStartEpochsAndEnd) {
  run_ok({"train", "linear", "--data", line_data, "--epochs", "2", "--log", "run.log"});
  const std::vector<std::string> lines = lines_of(read("run.log"));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(parsed(lines[0])["event"], "start");
  EXPECT_EQ(parsed(lines[1])["event"], "epoch");
  EXPECT_EQ(parsed(lines[2])["epoch"], 2);
  EXPECT_TRUE(parsed(lines[2]).contains("samples_per_second"));
  EXPECT_EQ(parsed(lines[3])["event"], "end");
  EXPECT_EQ(parsed(lines[3])["stopped"], "epochs");
}

TEST_F(TrainTest, PatienceStopsAndSaysSo) {
  const json run = run_json({"train", "linear", "--data", line_data, "--validation", "0.3", "--epochs", "500",
                             "--lr", "0.1", "--patience", "2", "--min-improvement", "0.01"});
  EXPECT_EQ(run["stopped"], "patience");
  EXPECT_LT(run["epochs"].size(), 500u);
}

TEST_F(TrainTest, MaxTimeStops) {
  const json run = run_json(
      {"train", "linear", "--data", line_data, "--epochs", "1000000000", "--max-time", "0.2s", "--quiet"});
  EXPECT_EQ(run["stopped"], "time");
}

TEST_F(TrainTest, RecordReproducesTheModel) {
  run_ok(with_fixed_steps({"train", "classifier", "--data", class_data, "--hidden", "3", "--epochs", "2",
                           "--seed", "5", "--class-weight", "balanced", "--quiet", "--threads", "1"}));
  const json record = run_json({"inspect", "model.safetensors"})["record"];
  EXPECT_EQ(record["command"],
            "glissade train classifier --data " + class_data +
                " --seed 5 --scale none --hidden 3 --init automatic --class-weight balanced --batch-size 128 "
                "--optimizer adam --lr 0.001 --l2 0 --schedule constant --epochs 2");
  EXPECT_EQ(record["seed"], "5");
  EXPECT_EQ(record["epochs"], "2");
  EXPECT_EQ(record["device"], "cpu");
  EXPECT_FALSE(record["version"].get<std::string>().empty());
}

TEST_F(TrainTest, WhatWasChosenIsInTheCommandAndMakesTheSameModel) {
  write_flowers();
  const json first =
      run_json({"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--hidden", "6"});
  EXPECT_EQ(first["chosen"]["scale"], "standardize");
  EXPECT_EQ(first["chosen"]["batch-size"], 16);
  const std::string model = read("model.safetensors");
  std::istringstream command(
      run_json({"inspect", "model.safetensors"})["record"]["command"].get<std::string>());
  std::vector<std::string> words{std::istream_iterator<std::string>(command), {}};
  words.erase(words.begin());
  EXPECT_TRUE(run_json(words)["chosen"].empty());
  EXPECT_EQ(read("model.safetensors"), model);
}

TEST_F(TrainTest, ValidationDataOfItsOwn) {
  write_houses("train.csv");
  write_houses("check.csv");
  const json run = run_json({"train", "linear", "--data", "train.csv", "--validation-data", "check.csv",
                             "--target", "price", "--standardize", "--epochs", "200", "--lr", "0.05"});
  EXPECT_GT(run["epochs"].back()["validation_r2"], 0.99);
}

TEST_F(TrainTest, UnwritableFolderIsNoticedBeforeTraining) {
  const Result result = run({"train", "linear", "--data", line_data, "--out", "no/such/model.safetensors"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.error, Not(HasSubstr("epoch")));
}

TEST_F(TrainTest, LongTablesAreThinnedOut) {
  const Result result = run({"train", "linear", "--data", line_data, "--epochs", "100"});
  const std::vector<std::string> lines = lines_of(result.error);
  const auto heading = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("learning rate") != std::string::npos;
  });
  ASSERT_NE(heading, lines.end()) << result.error;
  EXPECT_LE(lines.end() - heading, 24);
  EXPECT_THAT(lines.back(), HasSubstr("100  "));
}

TEST_F(TrainTest, MarksTheEpochOfTheLowestValidationLoss) {
  const Result result = run(
      {"train", "linear", "--data", line_data, "--epochs", "5", "--batch-size", "32", "--validation", "0.2"});
  EXPECT_THAT(result.error, HasSubstr(" *"));
}

TEST_F(TrainTest, ExactNamesTenOfManyDependentColumns) {
  std::string text;
  for (int row = 0; row < 40; ++row) {
    for (int column = 0; column < 30; ++column)
      text += std::to_string(row) + ",";
    text += std::to_string(row % 7) + "\n";
  }
  write("same.csv", text);
  const Result result = run({"train", "linear", "--data", "same.csv", "--target", "31", "--solver", "exact"});
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr(" and 19 more\n"));
}

TEST_F(TrainTest, DataThatAreLookedAtAreNotLeftToTheDevice) {
  const std::vector<std::string> train{
      "train",    "linear",   "--data",   "synthetic:linear,rows=100,features=3",
      "--device", "emulated", "--epochs", "1"};
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"--impute", "mean"},
                                             {"--impute", "median"},
                                             {"--validation-data", "synthetic:linear,rows=50,features=3"}}) {
    std::vector<std::string> arguments = train;
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_ok(arguments);
  }
}

}  // namespace
}  // namespace glissade::testing
