#include "report/pages/training_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string hostile = "<script>alert(\"x\")</script>";

Model linear_model(std::size_t features) {
  Model model{Network(features, {}, 1, Activation::identity, Loss::squared_error), {}, {}, {}};
  for (std::size_t feature = 0; feature < features; ++feature)
    model.preprocessing.columns.push_back({hostile, {}});
  model.preprocessing.shift.assign(features, 1.0);
  model.preprocessing.scale.assign(features, 2.0);
  model.preprocessing.target_names = {hostile};
  model.preprocessing.target_mean = {10.0};
  model.preprocessing.target_scale = {3.0};
  model.arena.assign(model.network.arena_size(), 0.0F);
  model.arena[model.network.weight(0).offset] = 0.5F;
  return model;
}

Model classifier() {
  return {Network(2, {}, 2, Activation::identity, Loss::cross_entropy), {}, {}, {}};
}

EpochReport epoch(std::uint64_t number, double loss) {
  EpochReport report;
  report.epoch = number;
  report.train_loss = loss;
  return report;
}

TEST(TrainingPage, HasCoefficientsInTheInputsUnits) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0), epoch(2, 2.0)};
  result.best_epoch = 2;
  const std::string page = training_page({{{"data", hostile}}, hostile, {}, false}, result, linear_model(2));
  // 3 · 0.5 · 2, and 10 − 3 · 1.
  EXPECT_THAT(page, AllOf(HasSubstr(">3.000000<"), HasSubstr(">7.000000<"), HasSubstr("<polyline"),
                          HasSubstr("the best epoch, 2."), HasSubstr("2 *")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
  EXPECT_THAT(page, Not(HasSubstr("Accuracy")));
}

TEST(TrainingPage, ShowsSomeOfManyCoefficients) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0)};
  EXPECT_THAT(training_page({}, result, linear_model(300)),
              HasSubstr("Of 300 features and 1 target, the first 200"));
  EXPECT_THAT(training_page({}, result, linear_model(200)), Not(HasSubstr("the first 200")));
}

TEST(TrainingPage, HasEachCurveThatTheEpochsHave) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0), epoch(2, 2.0)};
  for (EpochReport& report : result.epochs) {
    report.validation_loss = 2.5;
    report.train_accuracy = 0.5;
    report.validation_accuracy = 0.25;
  }
  const std::string page = training_page({}, result, classifier());
  EXPECT_THAT(page,
              AllOf(HasSubstr("<h3>Loss</h3>"), HasSubstr("<h3>Accuracy</h3>"), HasSubstr(">validation<"),
                    Not(HasSubstr("<h3>R²</h3>")), Not(HasSubstr("Coefficients"))));
  for (EpochReport& report : result.epochs)
    report.validation_r2 = 0.9;
  EXPECT_THAT(training_page({}, result, linear_model(1)), HasSubstr("<h3>R²</h3>"));
}

TEST(TrainingPage, OfARunWithoutAFinishedEpoch) {
  const std::string page = training_page({}, TrainingResult(), classifier());
  EXPECT_THAT(page, AllOf(HasSubstr("No epoch was finished."), Not(HasSubstr("<svg"))));
}

TEST(TrainingPage, OfLossesThatAreNotFinite) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0), epoch(2, std::numeric_limits<double>::quiet_NaN())};
  EXPECT_THAT(training_page({}, result, classifier()), HasSubstr("not finite at the end"));
}

TEST(TrainingPage, OfTheExactSolverHasMetricsAndNoEpochs) {
  TrainingPageContext context;
  context.metrics = RegressionMetrics{.rows = 3, .mse = 1.0, .rmse = 1.0, .mae = 1.0, .r2 = 0.5};
  const std::string page = training_page(context, TrainingResult(), linear_model(1));
  EXPECT_THAT(page, AllOf(HasSubstr("Metrics of the training rows"), Not(HasSubstr("Epochs"))));
}

}  // namespace
}  // namespace glissade
