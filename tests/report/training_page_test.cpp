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
  TrainingPageContext context;
  context.facts = {{"data", hostile}};
  EXPECT_THAT(training_page(context, result, linear_model(2)), Not(HasSubstr("best epoch")))
      << "of the rows trained on";
  result.epochs[1].validation_loss = 2.5;
  context.subject = context.command = hostile;
  const std::string page = training_page(context, result, linear_model(2));
  // 3 · 0.5 · 2, and 10 − 3 · 1.
  EXPECT_THAT(page,
              AllOf(HasSubstr(">3.000000<"), HasSubstr(">7.000000<"), HasSubstr("<polyline"),
                    HasSubstr("* marks the best epoch."), HasSubstr(">best epoch: 2<"), HasSubstr("2 *")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
  EXPECT_THAT(page, Not(HasSubstr("Accuracy")));
}

TEST(TrainingPage, ShowsSomeOfManyCoefficients) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0)};
  EXPECT_THAT(training_page({}, result, linear_model(300)),
              HasSubstr("300 features and 1 target; the first 200"));
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

TEST(TrainingPage, BeginsWithTheResultOfTheKeptEpoch) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0), epoch(2, 2.0), epoch(3, 1.0)};
  for (EpochReport& report : result.epochs) {
    report.validation_loss = 2.5;
    report.validation_accuracy = report.epoch == 2 ? 0.875 : 0.5;
  }
  result.best_epoch = 2;
  result.steps = 30;
  result.stopped = StopReason::patience;
  TrainingPageContext context;
  context.facts = {{"data", "somewhere"}};
  context.device = "cpu";
  context.kept_epoch = 2;
  context.validation_rows = 800;
  const std::string page = training_page(context, result, classifier());
  EXPECT_THAT(page, AllOf(HasSubstr("<dt>Validation accuracy</dt><dd class=\"value\">87.50 %</dd>"),
                          HasSubstr("of 800 validation rows classified correctly"),
                          HasSubstr("cross-entropy, epoch 2 of 3, the best"),
                          HasSubstr("3 epochs, 30 steps on cpu, stopped early")));
  EXPECT_LT(page.find("Validation accuracy"), page.find("<svg"));
  EXPECT_LT(page.find("<h2>Epochs"), page.find("<h2>Provenance"));
  EXPECT_LT(page.find("<h2>Provenance"), page.find("somewhere"));
}

TEST(TrainingPage, WithoutValidationSaysWhichRowsItsFiguresAreOf) {
  TrainingResult result;
  result.epochs = {epoch(1, 3.0)};
  result.epochs.front().train_accuracy = 0.75;
  TrainingPageContext context;
  context.kept_epoch = 1;
  EXPECT_THAT(training_page(context, result, classifier()),
              AllOf(HasSubstr("<dt>Training accuracy</dt><dd class=\"value\">75.00 %</dd>"),
                    HasSubstr("of the rows it was trained on"), Not(HasSubstr("Validation")),
                    Not(HasSubstr("the best<"))));
}

TEST(TrainingPage, OfAFailedRunSaysSoFirst) {
  TrainingPageContext context;
  context.failure = "training diverged";
  const std::string page = training_page(context, TrainingResult(), classifier());
  EXPECT_THAT(page, HasSubstr("role=\"alert\"><b>The run failed:</b> training diverged</p>"));
  EXPECT_LT(page.find("diverged</p>"), page.find("No epoch was finished."));
}

TEST(TrainingPage, OfALongRunSaysHowManyEpochsTheTableShows) {
  TrainingResult result;
  for (std::uint64_t number = 1; number <= 1000; ++number)
    result.epochs.push_back(epoch(number, 1.0 / static_cast<double>(number)));
  EXPECT_THAT(training_page({}, result, classifier()), HasSubstr(">21 of 1,000 epochs are shown;"));
}

TEST(TrainingPage, OfTheExactSolverHasMetricsAndNoEpochs) {
  TrainingPageContext context;
  context.exact_metrics = RegressionMetrics{.rows = 3, .mse = 1.0, .rmse = 1.0, .mae = 1.0, .r2 = 0.5};
  const std::string page = training_page(context, TrainingResult(), linear_model(1));
  EXPECT_THAT(page, AllOf(HasSubstr("Metrics of the training rows"), Not(HasSubstr("Epochs")),
                          HasSubstr("<dt>Training R²</dt><dd class=\"value\">0.5000</dd>")));
}

}  // namespace
}  // namespace glissade
