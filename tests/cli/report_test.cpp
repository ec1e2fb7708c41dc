#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string line_data = "synthetic:linear,rows=200,features=3,noise=0.1,seed=4";

/// Pages of `train` and `evaluate`; that of `compare` is tested with it.
class ReportTest : public ProgramTest {
 protected:
  void expect_page(const std::string& name) const {
    const std::string page = read(name);
    EXPECT_THAT(page, AllOf(::testing::StartsWith("<!DOCTYPE html>"), HasSubstr("prefers-color-scheme: dark"),
                            HasSubstr("width=device-width"), ::testing::EndsWith("</html>\n")));
    EXPECT_THAT(page, Not(AnyOf(HasSubstr("<script"), HasSubstr("http"), HasSubstr("<img"))));
  }
  std::string train(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"train",    "linear",    "--data", line_data,
                                       "--report", "page.html", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_ok(arguments);
    expect_page("page.html");
    return read("page.html");
  }
};

TEST_F(ReportTest, OfALinearRunHasFactsCurvesAndCoefficients) {
  const std::string page = train({"--epochs", "3", "--validation", "0.2", "--seed", "7", "--threads", "1"});
  EXPECT_THAT(page, AllOf(HasSubstr("linear regression, 3 features → 1 target, 4 parameters"),
                          HasSubstr("160 × 3 features"), HasSubstr("40 rows held out"), HasSubstr("seed 7"),
                          HasSubstr("<dt>device</dt><dd>cpu: "), HasSubstr("<h3>R²</h3>"),
                          HasSubstr("in the input&#39;s units"), HasSubstr("saved as"),
                          HasSubstr("<code>glissade train linear --data ")));
  EXPECT_THAT(page, HasSubstr("at epoch 3 of 3"));
}

TEST_F(ReportTest, BeginsWithTheResultOnTheRowsHeldBack) {
  const auto place = [](const std::string& page, const std::string& text) { return page.find(text); };
  const std::string page = train({"--test", "0.2"});
  EXPECT_LT(place(page, "Test R²"), place(page, "Training loss"));
  // On moments the loss after the last step is known, which is the model's.
  const auto outcome = run_json({"train", "linear", "--data", line_data, "--test", "0.2"});
  const auto record = run_json({"inspect", "model.safetensors"})["record"];
  EXPECT_DOUBLE_EQ(std::stod(record["train_loss"].get<std::string>()), outcome["train_mse"].get<double>());
}

TEST_F(ReportTest, OfOneEpochHasPointsInsteadOfLines) {
  EXPECT_THAT(train({"--epochs", "1"}), AllOf(HasSubstr("<svg"), Not(HasSubstr("<polyline"))));
}

TEST_F(ReportTest, OfTheExactSolverHasMetrics) {
  EXPECT_THAT(train({"--solver", "exact"}),
              AllOf(HasSubstr("Metrics of the training rows"), HasSubstr("RMSE"),
                    HasSubstr("exact least squares of rank 3")));
}

TEST_F(ReportTest, IsWrittenOfARunThatDiverges) {
  const Result result = run({"train", "linear", "--data", line_data, "--optimizer", "sgd", "--lr", "1e20",
                             "--batch-size", "16", "--report", "page.html"});
  EXPECT_EQ(result.status, 4);
  expect_page("page.html");
  EXPECT_THAT(read("page.html"), AllOf(HasSubstr("<b>The run failed:</b> training diverged in epoch 1"),
                                       HasSubstr("Try a lower --lr"), HasSubstr("No epoch was finished.")));
}

TEST_F(ReportTest, LeavesTheModelAsItIsWithout) {
  train({"--out", "with", "--epochs", "2"});
  run_ok({"train", "linear", "--data", line_data, "--epochs", "2", "--out", "without"});
  EXPECT_EQ(read("with"), read("without"));
}

TEST_F(ReportTest, EscapesNamesFromFiles) {
  const std::string script = "<script>alert(1)</script>";
  write(script.substr(0, 8) + ".csv", script + ",<b>,<i>\n1,2,<u>\n2,1,<s>\n3,3,<u>\n4,5,<s>\n");
  for (const std::string& step : {std::string("train"), std::string("evaluate")}) {
    if (step == "train")
      run_ok({"train", "classifier", "--data", "<script>.csv", "--target", "<i>", "--out", "<u>.safetensors",
              "--report", "page.html", "--quiet"});
    else
      run_ok({"evaluate", "<u>.safetensors", "--data", "<script>.csv", "--report", "page.html"});
    expect_page("page.html");
    EXPECT_THAT(read("page.html"),
                AllOf(HasSubstr("&lt;script&gt;.csv"), Not(HasSubstr("<u>")), Not(HasSubstr("<b>"))));
  }
  run_ok(
      {"train", "linear", "--data", "<script>.csv", "--target", "<b>", "--report", "page.html", "--quiet"});
  expect_page("page.html");
  EXPECT_THAT(read("page.html"), HasSubstr("coefficient of &lt;b&gt;"));
  run_ok({"evaluate", "model.safetensors", "--data", "<script>.csv", "--report", "page.html"});
  expect_page("page.html");
  EXPECT_THAT(read("page.html"), HasSubstr("Residuals of &lt;b&gt;"));
}

TEST_F(ReportTest, HasNoByteOfANameThatIsNotText) {
  const std::string name = "\xff\u009b\u202e.csv";
  write(name, "x,y\n1,2\n2,4\n3,5\n");
  run_ok({"train", "linear", "--data", name, "--target", "y", "--report", "page.html", "--quiet"});
  expect_page("page.html");
  EXPECT_THAT(read("page.html"), AllOf(HasSubstr("\uFFFD\uFFFD\uFFFD.csv"), Not(HasSubstr("\xff")),
                                       Not(HasSubstr("\u009b")), Not(HasSubstr("\u202e"))));
}

TEST_F(ReportTest, OfAnEvaluationOfAClassifier) {
  write_flowers();
  run_ok({"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--epochs", "60", "--lr",
          "0.05", "--quiet"});
  const std::string text =
      run_ok({"evaluate", "model.safetensors", "--data", "flowers.csv", "--report", "page.html"});
  EXPECT_THAT(text, HasSubstr("weighted average"));
  expect_page("page.html");
  EXPECT_THAT(read("page.html"),
              AllOf(HasSubstr("class=\"shaded\""), HasSubstr("rose, red"), HasSubstr("60 × 2 features"),
                    HasSubstr("<code>glissade evaluate model.safetensors --data flowers.csv</code>"),
                    HasSubstr("<dt>trained by</dt><dd>glissade train classifier")));
}

TEST_F(ReportTest, OfAnEvaluationOfTwoTargetsOneOfThemConstant) {
  write("two.csv", "x,y,z\n1,2,7\n2,4,7\n3,6,7\n4,8,7\n");
  run_ok({"train", "linear", "--data", "two.csv", "--target", "y,z", "--solver", "exact", "--quiet"});
  const nlohmann::json document =
      run_json({"evaluate", "model.safetensors", "--data", "two.csv", "--report", "page.html"});
  EXPECT_EQ(document["rows"], 4);
  expect_page("page.html");
  EXPECT_THAT(read("page.html"), AllOf(HasSubstr("Residuals of y"), HasSubstr("Residuals of z"),
                                       HasSubstr("<title>4 rows: "), Not(ContainsRegex("[^e]nan"))));
}

TEST_F(ReportTest, ThatCannotBeWrittenIsNoticedBeforeTheWork) {
  const Result trained =
      run({"train", "linear", "--data", line_data, "--report", "none/page.html", "--out", "model"});
  EXPECT_EQ(trained.status, 1);
  EXPECT_THAT(trained.error, AllOf(HasSubstr("none/page.html"), Not(HasSubstr("epoch"))));
  EXPECT_FALSE(exists("model"));
  const Result evaluated = run({"evaluate", "absent.safetensors", "--data", line_data, "--report", "none/p"});
  EXPECT_EQ(evaluated.status, 1);
  EXPECT_THAT(evaluated.error, HasSubstr("none/p"));
}

TEST_F(ReportTest, KeepsTheOldPageWhereTheWorkFails) {
  write("page.html", "old");
  EXPECT_EQ(run({"evaluate", "absent.safetensors", "--data", line_data, "--report", "page.html"}).status, 3);
  EXPECT_EQ(run({"train", "linear", "--data", "absent.csv", "--report", "page.html"}).status, 3);
  EXPECT_EQ(read("page.html"), "old");
}

}  // namespace
}  // namespace glissade::testing
