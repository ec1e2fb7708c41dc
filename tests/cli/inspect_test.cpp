#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class InspectTest : public ProgramTest {};

TEST_F(InspectTest, CoefficientsAreInTheInputsUnits) {
  write_houses();
  run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--solver", "exact",
          "--standardize", "--rescale", "3", "--quiet"});
  const json model = run_json({"inspect", "model.safetensors"});
  EXPECT_EQ(model["kind"], "model");
  const json& target = model["coefficients"][0];
  EXPECT_EQ(target["target"], "price");
  ASSERT_EQ(target["coefficients"].size(), 4u);
  EXPECT_NEAR(target["coefficients"][0]["value"], 1000.0, 1.0);
  EXPECT_EQ(target["coefficients"][2]["feature"], "wall=brick");
  const double brick = target["coefficients"][2]["value"];
  const double wood = target["coefficients"][3]["value"];
  EXPECT_NEAR(brick - wood, 20000.0, 10.0);
  EXPECT_NEAR(target["intercept"].get<double>() + wood, 3.0, 20.0);
}

TEST_F(InspectTest, ModelForPeople) {
  write_flowers();
  run_ok({"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--hidden", "5", "--quiet"});
  const std::string text = run_ok({"inspect", "model.safetensors"});
  EXPECT_THAT(text, HasSubstr("2-5-3 classifier, 33 parameters"));
  EXPECT_THAT(text, HasSubstr("relu"));
  EXPECT_THAT(text, HasSubstr("length, width"));
  EXPECT_THAT(text, HasSubstr("iris, lily"));
  EXPECT_THAT(text, HasSubstr("glissade train classifier --data flowers.csv"));
}

TEST_F(InspectTest, DataFiles) {
  write("f.csv", "a,wall,kind\n1,brick,x\n3,,y\n,wood,x\n");
  const json data = run_json({"inspect", "f.csv", "--target", "kind"});
  EXPECT_EQ(data["kind"], "data");
  EXPECT_EQ(data["rows"], 3);
  EXPECT_EQ(data["columns"], 2);
  EXPECT_EQ(data["features"], 3);
  EXPECT_EQ(data["missing_values"], 2);
  EXPECT_EQ(data["column_summaries"][0]["mean"], 2.0);
  EXPECT_EQ(data["column_summaries"][0]["missing"], 1);
  EXPECT_TRUE(data["column_summaries"][1]["mean"].is_null());
  EXPECT_EQ(data["classes"][0]["label"], "x");
  EXPECT_EQ(data["classes"][0]["rows"], 2);
  EXPECT_THAT(run_ok({"inspect", "f.csv", "--target", "kind"}),
              HasSubstr("3 rows, 2 columns → 3 features, 2 missing values"));
}

TEST_F(InspectTest, DataNeedsNoTarget) {
  write("f.csv", "a,b\n1,2\n3,4\n");
  const json data = run_json({"inspect", "f.csv"});
  EXPECT_EQ(data["columns"], 2);
  EXPECT_TRUE(data["targets"].empty());
  EXPECT_TRUE(data["classes"].empty());
}

TEST_F(InspectTest, SyntheticSources) {
  const json data = run_json({"inspect", "synthetic:classes,rows=50,features=40,classes=2"});
  EXPECT_EQ(data["rows"], 50);
  EXPECT_EQ(data["column_summaries"].size(), 30u);
  EXPECT_EQ(data["classes"].size(), 2u);
}

TEST_F(InspectTest, GeneratesArraysThatTrainAlike) {
  const std::string source = "synthetic:linear,rows=300,features=3,noise=0.5,seed=2";
  EXPECT_EQ(run_ok({"generate", source, "--out", "X.npy", "--labels", "y.npy", "--quiet"}), "");
  EXPECT_THAT(read("X.npy"), HasSubstr("'<f4'"));
  EXPECT_THAT(read("X.npy"), HasSubstr("(300, 3)"));
  EXPECT_THAT(read("y.npy"), HasSubstr("'<f4'"));
  const json from_file =
      run_json(with_fixed_steps({"train", "linear", "--data", "X.npy", "--labels", "y.npy"}));
  const json direct = run_json(with_fixed_steps({"train", "linear", "--data", source}));
  EXPECT_EQ(from_file["epochs"][9]["train_loss"], direct["epochs"][9]["train_loss"]);
}

TEST_F(InspectTest, GeneratesClassesAsWholeNumbers) {
  run_ok(
      {"generate", "synthetic:classes,rows=30,features=2,classes=3", "--out", "X.npy", "--labels", "y.npy"});
  EXPECT_THAT(read("y.npy"), HasSubstr("'<i4'"));
  const json data = run_json({"inspect", "X.npy", "--labels", "y.npy"});
  EXPECT_EQ(data["classes"].size(), 3u);
}

TEST_F(InspectTest, GeneratesCsvWithAHeader) {
  const std::string source = "synthetic:linear,rows=20,features=2,noise=0.5";
  run_ok({"generate", source, "--out", "f.csv"});
  const std::vector<std::string> lines = lines_of(read("f.csv"));
  ASSERT_EQ(lines.size(), 21u);
  EXPECT_EQ(lines[0], "x1,x2,y");
  run_ok({"train", "linear", "--data", "f.csv", "--target", "y", "--out", "a", "--seed", "0", "--epochs",
          "10", "--scale", "none"});
  run_ok({"train", "linear", "--data", source, "--out", "b", "--seed", "0", "--epochs", "10", "--scale",
          "none"});
  EXPECT_EQ(run_json({"evaluate", "a", "--data", source})["metrics"],
            run_json({"evaluate", "b", "--data", source})["metrics"]);
}

TEST_F(InspectTest, GeneratesTheSameForAnyThreads) {
  const std::string source = "synthetic:classes,rows=5000,features=7,classes=4,label-noise=0.1";
  run_ok({"generate", source, "--out", "1.csv", "--threads", "1"});
  run_ok({"generate", source, "--out", "3.csv", "--threads", "3"});
  EXPECT_EQ(read("1.csv"), read("3.csv"));
}

}  // namespace
}  // namespace glissade::testing
