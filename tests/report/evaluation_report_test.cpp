#include "report/evaluation_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace glissade {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

/// Each class is right three times, and class 1 is taken for class 0 five times.
ClassificationMetrics metrics_of(std::size_t classes) {
  ClassificationMetrics metrics;
  metrics.confusion.assign(classes, std::vector<std::uint64_t>(classes));
  for (std::size_t index = 0; index < classes; ++index) {
    metrics.confusion[index][index] = 3;
    ClassScores scores;
    scores.label = "c" + std::to_string(index);
    scores.f1 = index == 1 ? 0.25 : 1.0;
    scores.support = index == 1 ? 8 : 3;
    metrics.classes.push_back(scores);
  }
  metrics.confusion[1][0] = 5;
  return metrics;
}

TEST(EvaluationReport, HasEntriesInPlaceOfALargeMatrix) {
  const ordered_json small = evaluation_json(metrics_of(200));
  EXPECT_EQ(small["confusion"].size(), 200u);
  EXPECT_FALSE(small.contains("confusion_entries"));
  const ordered_json large = evaluation_json(metrics_of(201));
  EXPECT_FALSE(large.contains("confusion"));
  ASSERT_EQ(large["confusion_entries"].size(), 202u);
  EXPECT_EQ(large["confusion_entries"][0], ordered_json({0, 0, 3}));
  EXPECT_EQ(large["confusion_entries"][1], ordered_json({1, 0, 5}));
  EXPECT_LT(evaluation_json(metrics_of(2000)).dump(2).size(), 1'000'000u);
}

TEST(EvaluationReport, TellsOfManyClassesTheWorstAndTheirMistakes) {
  EXPECT_THAT(evaluation_text(metrics_of(3)), HasSubstr("true \\ predicted"));
  const std::string some = evaluation_text(metrics_of(60));
  EXPECT_THAT(some, HasSubstr("c59"));
  EXPECT_THAT(some, HasSubstr("all mistakes\ntrue  predicted  rows  of the class\nc1    c0            5"));
  const std::string many = evaluation_text(metrics_of(2000));
  EXPECT_THAT(many, HasSubstr("the 100 of 2,000 classes with the lowest F1"));
  EXPECT_LT(std::count(many.begin(), many.end(), '\n'), 150);
  EXPECT_THAT(many, Not(HasSubstr("c1999")));
}

}  // namespace
}  // namespace glissade
