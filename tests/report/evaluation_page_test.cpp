#include "report/pages/evaluation_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/column_names.hpp"

namespace glissade {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string hostile = "<script>alert(\"x\")</script>";

EvaluationContext context() {
  return {hostile, {{"data", hostile}}, "glissade evaluate '" + hostile + "'"};
}

/// As many rows of each class, `predicted` of class 0 taken for class 1.
ClassificationMetrics metrics_of(const std::vector<std::string>& names, std::int32_t rows,
                                 std::int32_t wrong) {
  std::vector<float> logits;
  std::vector<std::int32_t> classes;
  const auto count = static_cast<std::int32_t>(names.size());
  for (std::int32_t label = 0; label < count; ++label) {
    for (std::int32_t row = 0; row < rows; ++row) {
      const std::int32_t predicted = label == 0 && row < wrong ? 1 : label;
      classes.push_back(label);
      for (std::int32_t other = 0; other < count; ++other)
        logits.push_back(other == predicted ? 5.0F : 0.0F);
    }
  }
  return classification_metrics(logits, classes, names);
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t place = 0; place < count; ++place)
    names.push_back("class " + std::to_string(place));
  return names;
}

TEST(EvaluationPage, HasAMatrixShadedByTheShareOfItsRow) {
  const std::string page = evaluation_page(context(), metrics_of({"a", "b", "c"}, 4, 1));
  // The root of 3 of 4, and of 1 of 4.
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\" title=\"a\">a</th>"
                              "<td style=\"--shade:var(--c0);--share:0.87\">3<small>75.0 %</small></td>"
                              "<td style=\"--shade:var(--c1);--share:0.5\">1<small>25.0 %</small></td>"
                              "<td class=\"none\" style=\"--shade:var(--c0);--share:0\">0</td>"));
  EXPECT_THAT(page, AllOf(HasSubstr("<h2>Confusion matrix</h2>"), HasSubstr(">predicted class<"),
                          HasSubstr(">true class<")));
  EXPECT_THAT(page, AllOf(HasSubstr("91.67 %"), HasSubstr("macro average"), HasSubstr("class=\"shaded\"")));
}

TEST(EvaluationPage, NeverRoundsARateToAllOrNothing) {
  const std::string page = evaluation_page(context(), metrics_of({"a", "b"}, 10000, 1));
  EXPECT_THAT(page,
              AllOf(HasSubstr("9,999<small>&gt;99.9 %</small>"), HasSubstr("1<small>&lt;0.1 %</small>")));
}

TEST(EvaluationPage, BeginsWithTheResultAndEndsWithItsOrigin) {
  const std::string page = evaluation_page(context(), metrics_of({"a", "b", "c"}, 4, 1));
  EXPECT_THAT(page, AllOf(HasSubstr("<dt>Accuracy</dt><dd class=\"value\">91.67 %</dd>"
                                    "<dd>of 12 rows classified correctly</dd>"),
                          HasSubstr("<dt>Macro F1</dt>"), HasSubstr("mean cross-entropy")));
  EXPECT_LT(page.find("Macro F1"), page.find("Confusion matrix"));
  EXPECT_LT(page.find("Scores by class"), page.find("Provenance"));
  EXPECT_THAT(evaluation_page(context(), metrics_of({"a", "b"}, 4, 1)), HasSubstr("<dt>ROC-AUC</dt>"));
}

TEST(EvaluationPage, NamesTheUnitsOfErrors) {
  const std::vector<double> values{1.0, 2.0};
  EXPECT_THAT(evaluation_page(context(), regression_metrics(values, values, default_target_names(1)), values,
                              values, {"price"}),
              HasSubstr("root mean squared error, in the units of price"));
  EXPECT_THAT(evaluation_page(context(), regression_metrics(values, values, default_target_names(2)), values,
                              values, {"a", "b"}),
              HasSubstr("mean absolute error, over all 2 targets"));
}

TEST(EvaluationPage, EscapesEveryName) {
  const std::string classes = evaluation_page(context(), metrics_of({hostile, "b"}, 4, 1));
  const std::string many = [] {
    std::vector<std::string> names = numbered(30);
    names[0] = names[1] = hostile;
    return evaluation_page(context(), metrics_of(names, 4, 1));
  }();
  const std::vector<double> values{1.0, 2.0};
  const std::string regression = evaluation_page(
      context(), regression_metrics(values, values, default_target_names(1)), values, values, {hostile});
  for (const std::string& page : {classes, many, regression})
    EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
}

TEST(EvaluationPage, ListsMistakesOfManyClasses) {
  const std::string page = evaluation_page(context(), metrics_of(numbered(21), 4, 1));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("class=\"shaded\"")), HasSubstr("A confusion matrix of 21 classes"),
                          HasSubstr("these are all confused pairs"), HasSubstr("25.00 %")));
  EXPECT_THAT(evaluation_page(context(), metrics_of(numbered(20), 4, 1)), HasSubstr("class=\"shaded\""));
}

TEST(EvaluationPage, SaysWhereItListsOnlySomeClasses) {
  const std::string page = evaluation_page(context(), metrics_of(numbered(150), 2, 1));
  EXPECT_THAT(page, AllOf(HasSubstr("the 100 of 150 classes with the lowest F1"), HasSubstr("class 0<"),
                          Not(HasSubstr("class 149<"))));
}

TEST(EvaluationPage, OfOneClassOnly) {
  const std::string page = evaluation_page(context(), metrics_of({"only"}, 3, 0));
  EXPECT_THAT(page, AllOf(HasSubstr("--share:1\">3<small>100 %</small></td>"), HasSubstr("100.00 %"),
                          Not(ContainsRegex("[^e]nan"))));
}

TEST(EvaluationPage, HasResidualsOfEachTarget) {
  const std::vector<double> predictions{1.0, 2.0, 3.0, 4.0}, targets{1.5, 2.0, 2.5, 4.0};
  const std::string page =
      evaluation_page(context(), regression_metrics(predictions, targets, default_target_names(2)),
                      predictions, targets, {"price", "area"});
  EXPECT_THAT(page,
              AllOf(HasSubstr("Residuals of price"), HasSubstr("Residuals of area"), HasSubstr("RMSE")));
}

TEST(EvaluationPage, OfAConstantTarget) {
  const std::vector<double> predictions{1.0, 2.0}, targets{7.0, 7.0};
  const std::string page =
      evaluation_page(context(), regression_metrics(predictions, targets, default_target_names(1)),
                      predictions, targets, {"y"});
  EXPECT_THAT(page, AllOf(HasSubstr("<td class=\"left\">R²</td><td>–</td>"), HasSubstr("undefined"),
                          Not(ContainsRegex("[^e]nan"))));
}

TEST(EvaluationPage, ShowsAFewOfManyTargets) {
  const std::vector<double> values(20, 1.0);
  const std::string page = evaluation_page(
      context(), regression_metrics(values, values, default_target_names(10)), values, values, numbered(10));
  EXPECT_THAT(page, AllOf(HasSubstr("the first 6 of 10 targets"), Not(HasSubstr("Residuals of class 6"))));
}

}  // namespace
}  // namespace glissade
