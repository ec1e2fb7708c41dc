#include <functional>

#include "cli/file_bytes.hpp"
#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Targets of a classifier, in the table of the features and in a file of their own.
class ClassLabelsTest : public ProgramTest {
 protected:
  /// 60 rows in which `a` is the number of the class.
  void write_classes(const std::string& name, const std::vector<std::string>& classes) const {
    std::string text = "a,b,class\n";
    for (std::size_t row = 0; row < 60; ++row)
      text += std::to_string(row % classes.size()) + ".25," + std::to_string(row) + ".5," +
              classes[row % classes.size()] + "\n";
    write(name, text);
  }
  Result train(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"train", "classifier", "--data", name, "--target", "class"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  json labels_of_evaluation(const std::string& name) const {
    json labels = json::array();
    const json document = run_json({"evaluate", "model.safetensors", "--data", name});
    EXPECT_EQ(document["metrics"]["accuracy"], 1.0);
    for (const json& one : document["classes"])
      labels.push_back(one["label"]);
    return labels;
  }
};

TEST_F(ClassLabelsTest, AreAsTheyAreWritten) {
  for (const std::vector<std::string>& classes :
       std::vector<std::vector<std::string>>{{"2024-01-01", "2024-02-01"},
                                             {"2024-01-01 12:30", "2024-01-02 08:00"},
                                             {"45%", "5%"},
                                             {"$10", "$5"},
                                             {"01/02/2024", "03/04/2024"},
                                             {"2024-01-01", "later"}}) {
    write_classes("classes.csv", classes);
    const Result result = train("classes.csv");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error,
                AllOf(HasSubstr("always guessing " + classes[0]), Not(HasSubstr("column 'class'"))));
    EXPECT_EQ(labels_of_evaluation("classes.csv"), json(classes));
    EXPECT_EQ(lines_of(run_ok({"predict", "model.safetensors", "--data", "classes.csv"}))[0],
              "class,probability_" + classes[0] + ",probability_" + classes[1]);
    EXPECT_THAT(run_ok({"inspect", "model.safetensors"}), HasSubstr(classes[0]));
  }
}

TEST_F(ClassLabelsTest, AreListedAsTheyAreWritten) {
  for (const std::vector<std::string>& classes :
       std::vector<std::vector<std::string>>{{"2024-01-01", "2024-02-01"}, {"45%", "5%"}}) {
    write_classes("classes.csv", classes);
    const json document = run_json({"inspect", "classes.csv", "--target", "class"});
    EXPECT_EQ(document["classes"][0]["label"], classes[0]);
    EXPECT_EQ(document["classes"][1]["label"], classes[1]);
  }
}

TEST_F(ClassLabelsTest, AreNumbersWhereTheyAreWholeNumbers) {
  write_classes("classes.csv", {"10", "5"});
  ASSERT_EQ(train("classes.csv").status, 0);
  EXPECT_EQ(labels_of_evaluation("classes.csv"), json({"5", "10"}));
  write_classes("groups.csv", {"\"1,200\"", "300"});
  ASSERT_EQ(train("groups.csv").status, 0);
  EXPECT_EQ(labels_of_evaluation("groups.csv"), json({"300", "1200"}));
}

TEST_F(ClassLabelsTest, AreTakenForNumbersByARegression) {
  write_classes("days.csv", {"2024-01-01", "2024-01-02"});
  ASSERT_EQ(run({"train", "linear", "--data", "days.csv", "--target", "class", "--solver", "exact"}).status,
            0);
  EXPECT_GT(run_json({"evaluate", "model.safetensors", "--data", "days.csv"})["metrics"]["r2"], 0.999);
}

/// Features in an array, whose labels stand in text tables.
class LabelsFileTest : public ClassLabelsTest {
 protected:
  void SetUp() override {
    std::vector<float> features;
    for (int row = 0; row < 60; ++row) {
      features.push_back(static_cast<float>(row % 3));
      features.push_back(static_cast<float>(row % 7));
    }
    write("features.npy", npy_floats({60, 2}, features));
  }
  /// `row` makes a line of a number from 0 and a class.
  void write_labels(const std::string& name, const std::string& header,
                    const std::function<std::string(int, int)>& row) const {
    std::string text = header + "\n";
    for (int number = 0; number < 60; ++number)
      text += row(number, number % 3) + "\n";
    write(name, text);
  }
  Result train_on(const std::string& labels, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"train", "classifier", "--data", "features.npy", "--labels", labels};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(LabelsFileTest, IsReadByTheNameThatTheModelHas) {
  write_labels("labels.csv", "id,y,other", [](int number, int label) {
    return std::to_string(number) + "," + std::to_string(label) + ",1";
  });
  ASSERT_EQ(train_on("labels.csv", {"--target", "y"}).status, 0);
  const Result result =
      run({"evaluate", "model.safetensors", "--data", "features.npy", "--labels", "labels.csv"});
  EXPECT_EQ(result.status, 0) << result.error;
  write_labels("others.csv", "id,z",
               [](int number, int label) { return std::to_string(number) + "," + std::to_string(label); });
  EXPECT_THAT(
      run({"evaluate", "model.safetensors", "--data", "features.npy", "--labels", "others.csv"}).error,
      HasSubstr("no column of the labels is named, and there are 2"));
}

TEST_F(LabelsFileTest, MayHaveRowNames) {
  for (const std::string header : {",y", ",0"}) {
    write_labels("labels.csv", header,
                 [](int number, int label) { return std::to_string(number) + "," + std::to_string(label); });
    const Result result = train_on("labels.csv");
    ASSERT_EQ(result.status, 0) << result.error;
    EXPECT_THAT(result.error, HasSubstr("the first column, which has no name, is left out: row names"));
    EXPECT_EQ(run_json({"evaluate", "model.safetensors", "--data", "features.npy", "--labels",
                        "labels.csv"})["metrics"]["accuracy"],
              1.0);
  }
}

TEST_F(LabelsFileTest, HasClassesAsTheyAreWritten) {
  write_labels("labels.csv", "day",
               [](int /*number*/, int label) { return "2024-01-0" + std::to_string(1 + label); });
  const Result result = train_on("labels.csv");
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("2024-01-02 (20)"));
}

}  // namespace
}  // namespace glissade::testing
