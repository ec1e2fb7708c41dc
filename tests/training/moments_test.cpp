#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "glissade/exact_solver.hpp"
#include "support/errors.hpp"
#include "support/tables.hpp"
#include "training/moments/moments_training.hpp"

namespace glissade {
namespace {

using testing::SizeIs;

/// A regression without hidden layer, and its data.
struct Regression {
  Table table;
  Preprocessing preprocessing;
  Network network;
  std::vector<double> start;

  explicit Regression(Table of, const PreprocessingOptions& options = {})
      : table(std::move(of)),
        preprocessing(fit_preprocessing(table, false, options)),
        network(preprocessing.feature_count(), {}, preprocessing.target_names.size(), Activation::identity,
                Loss::squared_error),
        start(network.arena_size()) {}

  MomentsProblem moments(const TrainingOptions& options, const Table* validation = nullptr) const {
    return read_moments(preprocessing, network, table, validation, options);
  }
  TrainingResult on_moments(TrainingOptions options, const TrainingCallbacks& callbacks = {},
                            const RunState* resumed = nullptr) const {
    options.target_scale = preprocessing.target_scale;
    return train_on_moments(network, moments(options), start, options, callbacks, resumed);
  }
  double weight(const std::vector<double>& arena, std::uint64_t feature) const {
    return arena[network.weight(0).offset + feature];
  }
  double bias(const std::vector<double>& arena) const { return arena[network.bias(0).offset]; }
};

/// Multiples of 1/8 below 4, which fp32 holds, so that rows are the same for every device.
std::vector<double> eighths(std::size_t count, std::uint64_t seed) {
  std::vector<double> values = numbers(count, seed);
  for (double& value : values)
    value = std::round(8.0 * value) / 8.0;
  return values;
}

constexpr std::uint64_t rows = 37, features = 3;

/// Two targets.
Table small_table() {
  Table table = with_target(make_table(ElementType::float32, features, eighths(rows * features, 1)),
                            eighths(2 * rows, 2));
  table.targets.names = {"y", "z"};
  return table;
}

TrainingOptions with_optimizer(Optimizer optimizer, std::uint64_t epochs = 60) {
  TrainingOptions options;
  options.optimizer = optimizer;
  options.epochs = epochs;
  return options;
}

TrainingOptions conjugate(std::uint64_t epochs = 10000) {
  return with_optimizer(Conjugate{}, epochs);
}

/// The same run on rows, in fp64.
TrainingResult on_rows(const Regression& regression, TrainingOptions options) {
  const PreparedData prepared = apply_preprocessing(regression.preprocessing, small_table(), 1);
  options.batch_size = rows;
  options.target_scale = regression.preprocessing.target_scale;
  const std::vector<float> start(regression.start.begin(), regression.start.end());
  return train(*select_device("reference").backend, regression.network, prepared.dataset.view(), {}, start,
               options);
}

struct NamedRun {
  const char* name;
  TrainingOptions options;
};

std::vector<NamedRun> runs() {
  std::vector<NamedRun> runs{{"sgd", with_optimizer(Sgd{0.1})},
                             {"momentum", with_optimizer(Sgd{0.05, 0.9f, false})},
                             {"nesterov", with_optimizer(Sgd{0.05, 0.9f, true})},
                             {"adam", with_optimizer(Adam{.learning_rate = 0.1})},
                             {"adamw", with_optimizer(AdamW{.learning_rate = 0.1, .weight_decay = 0.1})}};
  TrainingOptions options = with_optimizer(Sgd{0.1});
  options.l1 = 0.25;
  options.l2 = 0.5;
  options.clip = 0.75;
  runs.push_back({"penalties and clipping", options});
  options.schedule = parse_schedule("cosine");
  options.schedule.warmup_steps = 7;
  runs.push_back({"cosine", options});
  options.schedule = parse_schedule("step:20:0.5");
  runs.push_back({"step", options});
  return runs;
}

TEST(Moments, TakeTheStepsThatFullBatchesOfTheReferenceTake) {
  const Regression regression(small_table());
  for (const auto& [name, options] : runs()) {
    SCOPED_TRACE(name);
    const TrainingResult expected = on_rows(regression, options);
    const TrainingResult result = regression.on_moments(options);
    ASSERT_EQ(result.epochs.size(), expected.epochs.size());
    EXPECT_EQ(result.steps, expected.steps);
    for (std::size_t epoch = 0; epoch < result.epochs.size(); ++epoch) {
      EXPECT_NEAR(result.epochs[epoch].train_loss, expected.epochs[epoch].train_loss, 1e-12);
      EXPECT_EQ(result.epochs[epoch].learning_rate, expected.epochs[epoch].learning_rate);
      EXPECT_EQ(result.epochs[epoch].rows, rows);
    }
    for (std::size_t index = 0; index < result.arena.size(); ++index)
      EXPECT_NEAR(result.arena[index], expected.arena[index], 1e-6);
  }
}

TEST(Moments, StepsOfEveryOptimizerResumeToTheSameBytes) {
  const Regression regression(small_table());
  std::vector<NamedRun> all = runs();
  all.push_back({"conjugate", conjugate(5)});
  for (auto& [name, options] : all) {
    SCOPED_TRACE(name);
    options.epochs = 5;
    options.checkpoint_interval.steps = 1;
    std::vector<RunState> states;
    TrainingCallbacks callbacks;
    callbacks.checkpoint = [&](const RunState& state) { states.push_back(state); };
    const TrainingResult whole = regression.on_moments(options, callbacks);
    ASSERT_THAT(states, SizeIs(whole.steps));
    for (const RunState& state : states) {
      const TrainingResult resumed = regression.on_moments(options, {}, &state);
      EXPECT_EQ(resumed.arena64, whole.arena64);
      EXPECT_EQ(resumed.steps, whole.steps);
      EXPECT_EQ(resumed.stopped, whole.stopped);
    }
  }
}

TEST(Moments, GiveTheLossFarFromZero) {
  // A loss from moments about zero would be off by ε·1e12, 1e-4.
  std::vector<double> x = numbers(500, 3), y = numbers(500, 4);
  for (std::size_t row = 0; row < 500; ++row) {
    x[row] += 1e6;
    y[row] += 1e6;
  }
  const Regression regression(with_target(make_table(ElementType::float64, 1, x), y));
  const MomentsProblem problem = regression.moments(conjugate());
  std::vector<double> arena = regression.start;
  arena[regression.network.weight(0).offset] = 0.25;
  arena[regression.network.bias(0).offset] = 750000.5;
  long double sum = 0.0L;
  for (std::size_t row = 0; row < 500; ++row) {
    const long double residual = 0.25L * x[row] + 750000.5L - y[row];
    sum += residual * residual;
  }
  const double expected = static_cast<double>(sum / 500.0L);
  EXPECT_NEAR(moments_outcome(problem, regression.network, arena).loss, expected, 1e-9 * expected);
}

TEST(Moments, ConjugateGradientsFindTheLineInOneStep) {
  const std::vector<double> x{0, 1, 2, 3, 4, 10};
  std::vector<double> y;
  for (const double value : x)
    y.push_back(3.0 * value + 2.0);
  const Regression regression(with_target(make_table(ElementType::float64, 1, x), y));
  const TrainingResult result = regression.on_moments(conjugate());
  EXPECT_EQ(result.steps, 1u);
  EXPECT_EQ(result.stopped, StopReason::converged);
  EXPECT_NEAR(regression.weight(result.arena64, 0), 3.0, 1e-14);
  EXPECT_NEAR(regression.bias(result.arena64), 2.0, 1e-13);
}

TEST(Moments, ConjugateGradientsNeedNoMoreStepsThanFeatures) {
  // In exact arithmetic; five clearly different curvatures leave rounding no part.
  std::vector<double> x = numbers(200 * 5, 5);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] += i % 5 > 0 ? 0.5 * x[i - 1] : 0.0;
  const Regression regression(with_target(make_table(ElementType::float64, 5, x), numbers(200, 6)));
  const TrainingResult result = regression.on_moments(conjugate(5));
  const ExactSolution exact = solve_exact(regression.preprocessing, regression.table, 0.0);
  for (std::uint64_t feature = 0; feature < 5; ++feature)
    EXPECT_NEAR(regression.weight(result.arena64, feature), exact.weights[feature], 1e-3);
  for (std::size_t epoch = 1; epoch < result.epochs.size(); ++epoch)
    EXPECT_LT(result.epochs[epoch].train_loss, result.epochs[epoch - 1].train_loss);
}

TEST(Moments, ConjugateGradientsMinimiseWhatThePenaltyIsAPartOf) {
  // x = -1, 0, 1 and y = -3, 0, 3: mean error (2/3)(w − 3)² + (l2/2) w²; with l2 = 4/3 it is least at w
  // = 1.5.
  const Regression regression(with_target(make_table(ElementType::float32, 1, {-1, 0, 1}), {7, 10, 13}));
  TrainingOptions options = conjugate();
  options.l2 = 4.0 / 3.0;
  const TrainingResult result = regression.on_moments(options);
  EXPECT_NEAR(regression.weight(result.arena64, 0), 1.5, 1e-7);  // l2 is rounded to fp32
  EXPECT_NEAR(regression.bias(result.arena64), 10.0, 1e-14);
}

struct Hard {
  std::string name;
  std::uint64_t rows, features;
  std::function<void(std::vector<double>& x, std::vector<double>& y)> make;
};

std::vector<Hard> hard_tables() {
  const auto linear = [](std::uint64_t count, double noise) {
    return [=](const std::vector<double>& x, std::vector<double>& y) {
      const std::vector<double> weights = numbers(count, 91);
      for (std::size_t i = 0; i < x.size(); ++i)
        y[i / count] = (i % count == 0 ? noise * y[i / count] : y[i / count]) + weights[i % count] * x[i];
    };
  };
  std::vector<Hard> tables{
      {"well posed", 400, 20, [=](auto& x, auto& y) { linear(20, 0.5)(x, y); }},
      {"fewer rows than features", 20, 50, [=](auto& x, auto& y) { linear(50, 0.5)(x, y); }},
      {"as many rows as features", 51, 50, [=](auto& x, auto& y) { linear(50, 0.5)(x, y); }},
      {"scales from 1e-8 to 1e8", 300, 17,
       [=](auto& x, auto& y) {
         linear(17, 0.1)(x, y);
         for (std::size_t i = 0; i < x.size(); ++i)
           x[i] *= std::pow(10.0, static_cast<double>(i % 17) - 8.0);
       }},
      {"far from zero", 300, 4,
       [=](auto& x, auto& y) {
         linear(4, 0.1)(x, y);
         for (double& value : x)
           value += 1e6;
       }},
      {"powers", 1000, 15, [](auto& x, auto& y) {
         for (std::size_t i = 0; i < x.size(); ++i) {
           const double t = static_cast<double>(i / 15) / 100.0;
           x[i] = std::pow(t, static_cast<double>(i % 15) + 1.0);
           y[i / 15] = std::sin(2.0 * t) + 0.01 * std::cos(700.0 * t * t);
         }
       }}};
  for (const double distance : {0.0, 1e-8, 1e-6, 1e-4, 1e-2}) {
    tables.push_back({"columns that differ by " + std::to_string(distance), 500, 8, [=](auto& x, auto& y) {
                        for (std::size_t i = 0; i < x.size(); ++i) {
                          if (i % 8 >= 4) {
                            y[i / 8] += x[i];
                            x[i] = x[i - 4] + distance * x[i];
                          }
                        }
                      }});
  }
  return tables;
}

TEST(Moments, ConjugateGradientsComeNearTheExactSolutionOfHardTables) {
  for (const Hard& hard : hard_tables()) {
    SCOPED_TRACE(hard.name);
    std::vector<double> x = numbers(hard.rows * hard.features, 11), y = numbers(hard.rows, 12);
    hard.make(x, y);
    const Regression regression(with_target(make_table(ElementType::float64, hard.features, x), y));
    const TrainingOptions options = conjugate();
    const MomentsProblem problem = regression.moments(options);
    const TrainingResult result = regression.on_moments(options);
    const MomentsOutcome outcome = moments_outcome(problem, regression.network, result.arena64);
    // By the rows themselves, in long double.
    long double loss = 0.0L;
    for (std::uint64_t row = 0; row < hard.rows; ++row) {
      long double residual = regression.bias(result.arena64) - y[row];
      for (std::uint64_t feature = 0; feature < hard.features; ++feature)
        residual += static_cast<long double>(regression.weight(result.arena64, feature)) *
                    x[row * hard.features + feature];
      loss += residual * residual / hard.rows;
    }
    EXPECT_NEAR(outcome.loss, static_cast<double>(loss), 1e-9 * problem.target_variance());
    EXPECT_LE(static_cast<double>(loss), 1.01 * *outcome.exact_objective + 1e-3 * problem.target_variance());
    EXPECT_LE(*outcome.excess, 2e-3 * *outcome.exact_objective + 1e-6 * problem.target_variance());
  }
}

TEST(Moments, TheExactLossIsThatOfTheExactSolver) {
  const Regression regression(small_table(), {.standardize = true});
  const MomentsProblem problem = regression.moments(conjugate());
  const ExactSolution exact = solve_exact(regression.preprocessing, regression.table, 0.0);
  std::vector<double> arena = regression.start;
  std::ranges::copy(exact.weights, &arena[regression.network.weight(0).offset]);
  std::ranges::copy(exact.biases, &arena[regression.network.bias(0).offset]);
  const MomentsOutcome outcome = moments_outcome(problem, regression.network, arena);
  EXPECT_NEAR(outcome.loss, *outcome.exact_objective, 1e-14);
  EXPECT_NEAR(*outcome.excess, 0.0, 1e-14);
}

TEST(Moments, OddTables) {
  const auto trained = [](std::uint64_t columns, const std::vector<double>& x, const std::vector<double>& y,
                          const TrainingOptions& options) {
    const Regression regression(with_target(make_table(ElementType::float64, columns, x), y));
    const TrainingResult result = regression.on_moments(options);
    EXPECT_FALSE(result.divergence);
    return std::vector<double>{regression.weight(result.arena64, 0), regression.bias(result.arena64)};
  };
  const std::vector<double> one = trained(1, {2.0}, {7.0}, conjugate());
  EXPECT_EQ(one, (std::vector<double>{0.0, 7.0}));
  const std::vector<double> constant_feature = trained(1, {2, 2, 2}, {1, 2, 3}, conjugate());
  EXPECT_EQ(constant_feature, (std::vector<double>{0.0, 2.0}));
  const std::vector<double> constant_target = trained(1, {1, 2, 3}, {5, 5, 5}, conjugate());
  EXPECT_EQ(constant_target, (std::vector<double>{0.0, 5.0}));
  const std::vector<double> by_adam = trained(1, {2.0}, {7.0}, with_optimizer(Adam{}, 3));
  EXPECT_GT(by_adam[1], 0.0);
}

TEST(Moments, AConstantTargetHasNoR2) {
  const Regression regression(with_target(make_table(ElementType::float64, 1, {1, 2, 3}), {5, 5, 5}));
  const MomentsOutcome outcome =
      moments_outcome(regression.moments(conjugate()), regression.network, regression.start);
  EXPECT_FALSE(outcome.r2);
  EXPECT_EQ(outcome.loss, 25.0);
}

TEST(Moments, ValidateOnTheMomentsOfOtherRows) {
  const Regression regression(with_target(make_table(ElementType::float64, 1, {1, 2, 3}), {1, 2, 4}));
  const Table validation = with_target(make_table(ElementType::float64, 1, {1e6, 1e6 + 1}), {1.5e6, 1.6e6});
  TrainingOptions options = conjugate();
  options.patience = 3;
  options.target_scale = regression.preprocessing.target_scale;
  const MomentsProblem problem = regression.moments(options, &validation);
  const TrainingResult result = train_on_moments(regression.network, problem, regression.start, options);
  const double w = regression.weight(result.arena64, 0), b = regression.bias(result.arena64);
  const double first = w * 1e6 + b - 1.5e6, second = w * (1e6 + 1) + b - 1.6e6;
  ASSERT_FALSE(result.epochs.empty());
  EXPECT_NEAR(*result.epochs.back().validation_loss, (first * first + second * second) / 2.0, 1e-3);
  EXPECT_NEAR(*result.epochs.back().validation_r2,
              1.0 - (first * first + second * second) / (2.0 * 5e4 * 5e4), 1e-9);
}

TEST(Moments, DivergenceLeavesTheLastFiniteParameters) {
  const Regression regression(small_table());
  const TrainingResult result = regression.on_moments(with_optimizer(Sgd{1e20}, 1000));
  ASSERT_TRUE(result.divergence);
  EXPECT_EQ(result.stopped, StopReason::diverged);
  for (const double value : result.arena64)
    EXPECT_TRUE(std::isfinite(value));
}

TEST(Moments, RefuseWhatSquaresCannotHold) {
  const Regression regression(with_target(make_table(ElementType::float64, 1, {1e200, -1e200}), {1, 2}));
  expect_error(
      ErrorKind::input, [&] { regression.moments(conjugate()); }, "too large for descent on moments");
  const Regression tiny(with_target(make_table(ElementType::float64, 2, {1, 0, 2, 0, 4, 1e-170}), {0, 1, 2}));
  expect_error(
      ErrorKind::input, [&] { tiny.moments(conjugate()); },
      "too little from each other for descent on moments");
}

TEST(Moments, RefuseAMatrixBeyondTheMemory) {
  const Regression regression(
      with_target(make_table(ElementType::uint8, 1'000'000, std::vector<double>(1'000'000, 1.0)), {1}));
  expect_error(
      ErrorKind::failure, [&] { regression.moments(conjugate()); },
      "descent on moments for 1000000 features needs more memory", "{solver} descent");
}

TEST(Moments, ConjugateGradientsAreForMomentsAlone) {
  const Regression regression(small_table());
  expect_error(
      ErrorKind::usage, [&] { on_rows(regression, conjugate()); }, "{solver} moments");
}

}  // namespace
}  // namespace glissade
