#include "glissade/fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/errors.hpp"

namespace glissade {
namespace {

using ::testing::ElementsAre;

/// y = 3·x1 − 2·x2 + 1, rows × 2.
struct Line {
  explicit Line(std::uint64_t count) : rows(count) {
    for (std::uint64_t row = 0; row < rows; ++row) {
      const auto first = static_cast<float>(row % 7) - 3.0f, second = static_cast<float>(row % 5) - 2.0f;
      x.insert(x.end(), {first, second});
      y.push_back(3.0f * first - 2.0f * second + 1.0f);
    }
  }
  Samples samples() const { return {x, rows, 2}; }
  Targets targets() const { return Targets(y); }

  std::uint64_t rows;
  std::vector<float> x, y;
};

/// Two classes on either side of x1 = 0.
struct Sides {
  Sides() {
    for (int row = 0; row < 80; ++row) {
      const float side = row % 2 == 0 ? 1.0f : -1.0f;
      x.insert(x.end(), {side * (1.0f + static_cast<float>(row % 9)), static_cast<float>(row % 3)});
      words.push_back(side > 0 ? "right" : "left");
      numbers.push_back(side > 0 ? 7 : 4);
    }
  }
  Samples samples() const { return {x, words.size(), 2}; }

  std::vector<float> x;
  std::vector<std::string> words;
  std::vector<std::int32_t> numbers;
};

FitOptions long_descent() {
  FitOptions options;
  options.training.optimizer = Adam{.learning_rate = 0.1};
  options.training.epochs = 200;
  return options;
}

/// Rows held back move neither the preprocessing nor the steps: the others alone lead to the same model.
TEST(Fit, IsTestedOnRowsThatItNeverSaw) {
  Line line(70);
  FitOptions options = long_descent();
  options.test_fraction = 0.2;
  const FitResult fitted = fit(line.samples(), line.targets(), options);
  EXPECT_EQ(fitted.run.rows, 56u);
  const auto& test = std::get<RegressionMetrics>(fitted.run.test.value());
  EXPECT_EQ(test.rows, 14u);
  EXPECT_GT(*test.r2, 0.999);

  const Split split = split_rows(70, {}, 0.2, 0);
  Line rest(0);
  rest.rows = split.training.size();
  for (const std::uint64_t row : split.training) {
    rest.x.insert(rest.x.end(), {line.x[2 * row], line.x[2 * row + 1]});
    rest.y.push_back(line.y[row]);
  }
  EXPECT_EQ(fit(rest.samples(), rest.targets(), long_descent()).model.arena, fitted.model.arena);
  options.test_fraction = 1.0;
  expect_error(
      ErrorKind::usage, [&] { fit(line.samples(), line.targets(), options); },
      "{test} is a share of the rows");
}

TEST(Fit, TestAndValidationRowsAreNotTheSame) {
  const Sides sides;
  FitOptions options;
  options.training.epochs = 3;
  options.test_fraction = 0.25;
  options.validation_fraction = 0.5;
  const FitResult fitted = fit(sides.samples(), Targets(sides.words), options);
  EXPECT_EQ(fitted.run.rows, 30u);
  EXPECT_EQ(fitted.run.validation_rows, 30u);
  EXPECT_EQ(std::get<ClassificationMetrics>(fitted.run.test.value()).rows, 20u);
}

TEST(Fit, FindsTheLine) {
  const Line line(70);
  const FitResult fitted = fit(line.samples(), line.targets(), long_descent());
  EXPECT_EQ(fitted.run.rows, 70u);
  EXPECT_EQ(fitted.run.training.epochs.size(), 200u);
  const std::vector<float> one{1.0f, 1.0f};
  EXPECT_NEAR(predict(fitted.model, Samples(one, 1, 2)).values.at(0), 2.0, 0.01);
}

TEST(Fit, SolvesExactly) {
  const Line line(70);
  FitOptions options;
  options.solver = Solver::exact;
  const FitResult fitted = fit(line.samples(), line.targets(), options);
  EXPECT_EQ(fitted.run.exact->rank, 2u);
  EXPECT_LT(fitted.run.metrics->mse, 1e-20);
  EXPECT_TRUE(fitted.model.predicts_in_double());
}

TEST(Fit, FormatOfTheSamplesChangesNothing) {
  const Line line(40);
  const std::vector<double> doubles(line.x.begin(), line.x.end());
  std::vector<float> transposed(line.x.size());
  for (std::size_t row = 0; row < line.rows; ++row) {
    transposed[row] = line.x[2 * row];
    transposed[line.rows + row] = line.x[2 * row + 1];
  }
  const FitOptions options = long_descent();
  const std::vector<float> expected = fit(line.samples(), line.targets(), options).model.arena;
  EXPECT_EQ(fit(Samples(doubles, line.rows, 2), line.targets(), options).model.arena, expected);
  const Samples strided(transposed.data(), ElementType::float32, line.rows, 2, 1,
                        static_cast<std::int64_t>(line.rows));
  EXPECT_EQ(fit(strided, line.targets(), options).model.arena, expected);
}

TEST(Fit, LeavesTheCallersMemoryAlone) {
  const Line line(40);
  const std::vector<float> before = line.x;
  FitOptions options = long_descent();
  options.preprocessing.standardize = true;
  options.validation_fraction = 0.25;
  fit(line.samples(), line.targets(), options);
  EXPECT_EQ(line.x, before);
}

TEST(Fit, TargetsMakeAClassifier) {
  const Sides sides;
  FitOptions options = long_descent();
  options.hidden = {4};
  const Model of_words = fit(sides.samples(), Targets(sides.words), options).model;
  EXPECT_THAT(of_words.preprocessing.class_names, ElementsAre("left", "right"));
  const Model of_numbers = fit(sides.samples(), Targets(sides.numbers), options).model;
  EXPECT_THAT(of_numbers.preprocessing.class_names, ElementsAre("4", "7"));
  const Predictions predictions = predict(of_words, sides.samples());
  EXPECT_THAT(std::vector(predictions.classes.begin(), predictions.classes.begin() + 3),
              ElementsAre(1, 0, 1));
  EXPECT_NEAR(predictions.values[0] + predictions.values[1], 1.0, 1e-6);
}

TEST(Fit, NumbersAreClassesIfAskedFor) {
  const Sides sides;
  const std::vector<float> numbers(sides.numbers.begin(), sides.numbers.end());
  FitOptions options;
  options.classifier = true;
  EXPECT_TRUE(fit(sides.samples(), Targets(numbers), options).model.is_classifier());
  EXPECT_FALSE(fit(sides.samples(), Targets(numbers)).model.is_classifier());
}

TEST(Fit, ValidationMayBeATableOfItsOwn) {
  const Line line(40), other(15);
  const FitResult fitted = fit(make_table(line.samples(), line.targets()), long_descent(), nullptr,
                               make_table(other.samples(), other.targets()));
  EXPECT_EQ(fitted.run.rows, 40u);
  EXPECT_EQ(fitted.run.validation_rows, 15u);
  EXPECT_LT(*fitted.run.training.epochs.back().validation_loss, 0.01);
}

class Recorder : public RunObserver {
 public:
  void start(const RunStart& start) override { started = start; }
  void finish_epoch(const EpochReport& epoch) override { epochs = epoch.epoch; }
  bool stop_requested() override { return epochs >= 3; }

  std::optional<RunStart> started;
  std::uint64_t epochs = 0;
};

TEST(Fit, ObserversFollowAndStopTheRun) {
  const Line line(40);
  Recorder recorder;
  const FitResult fitted = fit(line.samples(), line.targets(), long_descent(), &recorder);
  EXPECT_EQ(recorder.started->rows, 40u);
  EXPECT_EQ(recorder.started->epochs, 200u);
  EXPECT_EQ(fitted.run.training.stopped, StopReason::signal);
  EXPECT_LT(fitted.run.training.epochs.size(), 200u);
}

TEST(Fit, ADivergedRunIsAResult) {
  const Line line(40);
  FitOptions options;
  options.training.optimizer = Sgd{.learning_rate = 1e20};
  const FitResult fitted = fit(line.samples(), line.targets(), options);
  ASSERT_TRUE(fitted.run.training.divergence.has_value());
  for (const float parameter : fitted.model.arena)
    EXPECT_TRUE(std::isfinite(parameter));
}

TEST(Fit, MistakesAreErrors) {
  const Line line(8);
  std::vector<float> with_nan = line.x;
  with_nan[3] = std::nanf("");
  const Samples missing(with_nan, 8, 2);
  expect_error(
      ErrorKind::input, [&] { fit(missing, line.targets()); }, "{impute}");
  FitOptions options;
  options.device = "gpu";
  expect_error(
      ErrorKind::usage, [&] { fit(line.samples(), line.targets(), options); }, "gpu");
  options = {};
  options.training.optimizer = Sgd{.nesterov = true};
  expect_error(
      ErrorKind::usage, [&] { fit(line.samples(), line.targets(), options); }, "{nesterov}");
  options = {};
  options.training.epochs = 0;
  EXPECT_EQ(fit(line.samples(), line.targets(), options).run.training.steps, 0u);
  const Samples nothing(std::span<const float>(), 0, 2);
  expect_error(
      ErrorKind::input, [&] { fit(nothing, Targets(std::span<const float>())); }, "");
}

TEST(Fit, OptionsThatDoNotFitTheTargetsAreErrors) {
  const Line line(40);
  const Sides sides;
  const auto refused = [&](const FitOptions& options, const std::string& part) {
    expect_error(
        ErrorKind::usage, [&] { fit(line.samples(), line.targets(), options); }, part);
  };
  refused({.hidden = {{3}}, .solver = Solver::exact}, "{solver}");
  refused({.balanced_classes = true}, "{class_weight}");
  refused({.class_weights = {{"1", 2.0}}}, "{class_weight}");
  refused({.validation_fraction = 1.0}, "{validation}");
  refused({.validation_fraction = std::nan("")}, "{validation}");
  refused({.training = {.threads = -1}}, "{threads}");
  refused({.solver = Solver::exact, .device = "reference"}, "{device} reference");
  expect_error(
      ErrorKind::usage, [&] { fit(sides.samples(), Targets(sides.words), {.solver = Solver::exact}); },
      "{solver}");
}

TEST(Fit, RowsThatADeviceIsToGenerateAreNotLookedAt) {
  const auto deferred = [] {
    return read_source({.data = "synthetic:linear,rows=100,features=3", .allow_deferred = true});
  };
  const auto refused = [&](const FitOptions& options) {
    expect_error(
        ErrorKind::usage, [&] { fit(deferred(), options); }, "");
  };
  refused({.validation_fraction = 0.2, .device = "emulated"});
  refused({.preprocessing = {.impute = Impute::mean}, .device = "emulated"});
  FitOptions exact;
  exact.solver = Solver::exact;
  const Model model = fit(read_source({.data = "synthetic:linear,rows=100,features=3"}), exact).model;
  expect_error(
      ErrorKind::usage, [&] { predict(model, deferred()); }, "exact solver");
}

TEST(Fit, EmptyTablesAreErrors) {
  const Line line(40);
  const std::vector<float> none;
  expect_error(
      ErrorKind::input,
      [&] {
        fit(make_table(line.samples(), line.targets()), {}, nullptr,
            make_table(Samples(none, 0, 2), Targets(none)));
      },
      "validation");
  const Model model = fit(line.samples(), line.targets()).model;
  expect_error(
      ErrorKind::input, [&] { evaluate(model, Samples(none, 0, 2), Targets(none)); }, "no rows");
}

TEST(Predict, RefusesModelsThatCannotBe) {
  const Line line(40);
  Model model = fit(line.samples(), line.targets()).model;
  model.preprocessing.target_mean = {};
  EXPECT_THROW(predict(model, line.samples()), Error);
}

TEST(Predict, KnowsColumnsByTheirNames) {
  const Line line(40);
  Samples samples = line.samples();
  const Model model = fit(samples.name({"first", "second"}), line.targets(), long_descent()).model;
  const std::vector<float> swapped{5.0f, 1.0f};
  Samples other(swapped, 1, 2);
  EXPECT_NEAR(predict(model, other.name({"second", "first"})).values[0], 3.0 - 10.0 + 1.0, 0.01);
}

TEST(Predict, RefusesOtherSamples) {
  const Line line(40);
  const Model model = fit(line.samples(), line.targets()).model;
  const std::vector<float> values(3);
  expect_error(
      ErrorKind::input, [&] { predict(model, Samples(values, 1, 3)); }, "3");
}

TEST(Evaluate, GivesTheMetricsOfTheModel) {
  const Line line(40);
  const Model model = fit(line.samples(), line.targets(), long_descent()).model;
  const auto metrics = std::get<RegressionMetrics>(evaluate(model, line.samples(), line.targets()));
  EXPECT_EQ(metrics.rows, 40u);
  EXPECT_GT(*metrics.r2, 0.99);
  expect_error(
      ErrorKind::input, [&] { evaluate(model, make_table(line.samples())); }, "no targets");
  const Sides sides;
  FitOptions options = long_descent();
  const Model sided = fit(sides.samples(), Targets(sides.words), options).model;
  EXPECT_EQ(std::get<ClassificationMetrics>(evaluate(sided, sides.samples(), Targets(sides.words))).accuracy,
            1.0);
}

TEST(Verify, ProvesTheRunOfFit) {
  const Line line(40);
  const VerificationReport report = verify(line.samples(), line.targets(), long_descent());
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.steps, 2u);
  expect_error(
      ErrorKind::usage,
      [&] { verify(line.samples(), line.targets(), long_descent(), {.device = "emulated"}); },
      "{against} takes cpu or reference");
}

TEST(Compare, TimesTheRunOfFit) {
  const Line line(40);
  FitOptions options;
  options.training.epochs = 2;
  const std::vector<Contender> contenders{start_contender("cpu", "cpu", 1),
                                          start_contender("reference", "reference", 1)};
  const Comparison comparison =
      compare(contenders, line.samples(), line.targets(), options, {.repeats = 1, .steps_verified = 1});
  EXPECT_TRUE(comparison.agreed());
  EXPECT_EQ(comparison.devices.size(), 2u);
  expect_error(
      ErrorKind::usage, [&] { compare({}, line.samples(), line.targets(), options); },
      "no devices to compare");
}

}  // namespace
}  // namespace glissade
