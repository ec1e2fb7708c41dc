#include <filesystem>

#include "cli/program_test.hpp"

/// Tables in the shapes that people have, from the file to a model and what it predicts.
namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TableCases : public ProgramTest {
 protected:
  void SetUp() override {
    for (const auto& entry : std::filesystem::directory_iterator(GLISSADE_CASES))
      std::filesystem::copy(entry.path(), path(entry.path().filename().string()));
  }

  Result train_exact(const std::string& file, const std::string& target,
                     std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"train", "linear",   "--data", file,    "--target",
                                       target,  "--solver", "exact",  "--out", "model.safetensors"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  nlohmann::json metrics(const std::string& file, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"evaluate", "model.safetensors", "--data", file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_json(arguments)["metrics"];
  }

  /// R² on the training file, without an option repeated.
  double r2_after_training(const std::string& file, const std::string& target,
                           std::vector<std::string> more = {}) const {
    const Result result = train_exact(file, target, std::move(more));
    EXPECT_EQ(result.status, 0) << result.error;
    return metrics(file)["r2"];
  }
};

TEST_F(TableCases, HeadersOfNumbers) {
  const Result result = train_exact("header-of-numbers.csv", "4");
  EXPECT_THAT(result.error, HasSubstr("the first row holds the names of the columns: its numbers count up"));
  EXPECT_THAT(result.error, HasSubstr("--target 4 is the column of that name, number 5 in the file"));
  EXPECT_THAT(result.error, HasSubstr("80 rows"));
  EXPECT_NEAR(metrics("header-of-numbers.csv")["r2"], 0.99942, 5e-6);
  EXPECT_EQ(train_exact("header-of-numbers.csv", "4", {"--header", "no"}).status, 0);
  EXPECT_NEAR(metrics("header-of-numbers.csv", {"--header", "no"})["r2"], 0.163, 5e-4);
}

TEST_F(TableCases, TablesWithoutAHeader) {
  const Result result = run({"train", "classifier", "--data", "iris-no-header-train.data", "--target", "5",
                             "--epochs", "2", "--out", "model.safetensors"});
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("50 rows, 4 columns"));
  EXPECT_THAT(result.error, HasSubstr("the file has no header"));
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "iris-no-header-test.data"})["rows"], 50);
  EXPECT_EQ(lines_of(run_ok({"predict", "model.safetensors", "--data", "iris-no-header-test.data"})).size(),
            51u);
}

TEST_F(TableCases, SecondsSince1970) {
  EXPECT_NEAR(r2_after_training("unix-seconds.csv", "level"), 0.999678, 5e-7);
  EXPECT_NEAR(metrics("unix-seconds.csv")["mse"], 1.0745, 5e-5);
}

TEST_F(TableCases, CurrenciesPercentAndDecimalCommas) {
  for (const std::string name : {"currency", "percent", "comma"}) {
    SCOPED_TRACE(name);
    const Result result = train_exact(name + "-train.csv", "y");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("100 rows, 2 columns → 2 features"));
    EXPECT_GT(metrics(name + "-test.csv")["r2"], 0.994);
  }
}

TEST_F(TableCases, NamibiaIsAWord) {
  EXPECT_NEAR(r2_after_training("na-country.csv", "y", {"--impute", "mean"}), 1.0, 1e-9);
  EXPECT_LT(r2_after_training("na-country.csv", "y", {"--impute", "mean", "--ignore", "country"}), 0.9);
}

TEST_F(TableCases, LabelsStayAsTheyAreWritten) {
  ASSERT_EQ(run({"train", "classifier", "--data", "codes.csv", "--target", "code", "--epochs", "2", "--out",
                 "model.safetensors"})
                .status,
            0);
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "codes.csv"}),
              HasSubstr("class,probability_001,probability_002,probability_010"));
}

TEST_F(TableCases, RowNamesAreLeftOut) {
  for (const std::string name : {"row-names-pandas.csv", "row-names-r.csv"}) {
    const Result result = train_exact(name, "y");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("the first column, which has no name, is left out: row names"));
    EXPECT_THAT(result.error, HasSubstr("2 columns → 2 features"));
  }
}

TEST_F(TableCases, Passengers) {
  const std::vector<std::string> command{"train",    "classifier",        "--data",   "passengers.csv",
                                         "--target", "Survived",          "--impute", "median",
                                         "--out",    "model.safetensors", "--epochs", "2"};
  const Result result = run(command);
  ASSERT_EQ(result.status, 0) << result.error;
  for (const std::string column : {"Name", "PassengerId", "Ticket"})
    EXPECT_THAT(result.error, HasSubstr("column '" + column + "'"));
  EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "passengers.csv"})["rows"], 80);
  std::vector<std::string> chosen = command;
  chosen.insert(chosen.end(), {"--features", "Pclass,Sex,Age"});
  EXPECT_THAT(run(chosen).error, HasSubstr("3 columns"));
  chosen = command;
  chosen.insert(chosen.end(), {"--categorical", "Ticket,Pclass", "--ignore", "Name,PassengerId"});
  EXPECT_THAT(run(chosen).error, HasSubstr("7 columns"));
}

TEST_F(TableCases, RowsWithoutATargetAreDroppedAndCounted) {
  const Result result = train_exact("target-missing.csv", "Ozone", {"--impute", "drop"});
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("4 of 6 rows are used"));
  EXPECT_THAT(train_exact("target-missing.csv", "Ozone").error, HasSubstr("target-missing.csv:4:1"));
  EXPECT_THAT(train_exact("empty-rows.csv", "y").error, HasSubstr("3 rows, 2 columns"));
}

TEST_F(TableCases, HalfOfTheRows) {
  const Result result = train_exact("half-missing.csv", "y", {"--impute", "drop"});
  EXPECT_THAT(result.error, HasSubstr("30 of 60 rows are used"));
  EXPECT_THAT(run({"evaluate", "model.safetensors", "--data", "half-missing.csv"}).error,
              HasSubstr("30 of 60 rows are used"));
}

TEST_F(TableCases, MarksOfMissingValues) {
  for (const std::string name : {"missing-question.csv", "missing-first-row.csv"}) {
    const Result result = train_exact(name, "mpg", {"--impute", "mean"});
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("2 columns → 2 features, 1 missing value"));
  }
  EXPECT_THAT(train_exact("missing-999.csv", "mpg", {"--impute", "mean"}).error,
              HasSubstr("no missing values"));
  EXPECT_THAT(train_exact("missing-999.csv", "mpg", {"--impute", "mean", "--missing", "-999"}).error,
              HasSubstr("1 missing value"));
  EXPECT_THAT(run_ok({"inspect", "model.safetensors"}), HasSubstr("-999"));
}

TEST_F(TableCases, Dialects) {
  for (const std::string name : {"comment", "semi", "sep", "tabs", "trailing", "utf16"}) {
    SCOPED_TRACE(name);
    const Result result = train_exact("dialect-" + name + ".csv", "y");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("5 rows, 2 columns → 2 features"));
    EXPECT_NEAR(metrics("dialect-" + name + ".csv")["r2"], 0.99589174, 5e-9);
  }
  EXPECT_EQ(train_exact("dialect-tiny.csv", "y").status, 0);
  const Result aligned = train_exact("dialect-aligned.data", "3");
  ASSERT_EQ(aligned.status, 0) << aligned.error;
  EXPECT_NEAR(metrics("dialect-aligned.data")["r2"], 0.99589174, 5e-9);
}

TEST_F(TableCases, Identifiers) {
  const Result result = train_exact("ids-and-dates.csv", "total");
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("column 'order_id' is left out: 3,000 different words in 3,000 rows"));
  EXPECT_THAT(result.error, HasSubstr("1 column → 1 feature"));
  EXPECT_EQ(train_exact("ids-and-dates.csv", "total", {"--id", "order_id"}).status, 0);
  EXPECT_THAT(run_ok({"predict", "model.safetensors", "--data", "ids-and-dates.csv"}),
              HasSubstr("order_id,prediction\nORD-000000,"));
  EXPECT_THAT(run_json({"predict", "model.safetensors", "--data", "ids-and-dates.csv"})["ids"][2],
              "ORD-000002");
}

TEST_F(TableCases, ModelsSayHowTheirTableWasRead) {
  ASSERT_EQ(train_exact("currency-train.csv", "y").status, 0);
  EXPECT_THAT(run_ok({"inspect", "model.safetensors"}), HasSubstr("price: numbers with $"));
  const nlohmann::json reading = run_json({"inspect", "model.safetensors"})["preprocessing"]["reading"];
  EXPECT_EQ(reading["header"], true);
  EXPECT_EQ(reading["columns"], 3);
  write("plain.csv", "price,km\n10,1\n20,2\n");
  const Result other = run({"predict", "model.safetensors", "--data", "plain.csv"});
  EXPECT_EQ(other.status, 0);
  EXPECT_THAT(other.error,
              HasSubstr("column 'price' holds numbers, where the training data have numbers with $"));
  write("bare.csv", "$10.00,1.5\n$20.00,2.5\n");
  const Result bare = run({"predict", "model.safetensors", "--data", "bare.csv"});
  EXPECT_EQ(bare.status, 0) << bare.error;
  EXPECT_THAT(bare.error, HasSubstr("the file has no header, the training data had one"));
}

TEST_F(TableCases, HolesNameTheirCure) {
  ASSERT_EQ(train_exact("hole-train.csv", "y").status, 0);
  EXPECT_THAT(run({"predict", "model.safetensors", "--data", "hole.csv"}).error, HasSubstr("train"));
}

}  // namespace
}  // namespace glissade::testing
