#include "run/automatic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "glissade/fit.hpp"
#include "run/step_cost.hpp"
#include "support/tables.hpp"

namespace glissade {
namespace {

using ::testing::HasSubstr;

FitOptions scaled(const Table& table, bool classifier, bool synthetic = false, FitOptions options = {}) {
  options.classifier = classifier;
  choose_scale(options, table, synthetic);
  EXPECT_FALSE(is_scale_automatic(options));
  return options;
}

Table with_words() {
  Table table = make_table(ElementType::float64, 2, {1, 0, 2, 1, 9, 0});
  table.columns[1].categories = {"brick", "wood"};
  return table;
}

TEST(AutomaticScale, FollowsFromTheColumns) {
  const Table of_numbers = make_table(ElementType::float32, 2, {1, 2, 3, 4});
  EXPECT_TRUE(scaled(of_numbers, false).preprocessing.standardize);
  EXPECT_FALSE(scaled(of_numbers, false).preprocessing.keep_one_hot);
  EXPECT_TRUE(scaled(with_words(), true).preprocessing.keep_one_hot);
  const Table of_bytes = make_table(ElementType::uint8, 2, {1, 2, 3, 255});
  EXPECT_EQ(scaled(of_bytes, true).preprocessing.rescale, 1.0 / 255.0);
  EXPECT_FALSE(scaled(of_bytes, true).preprocessing.standardize);
  EXPECT_TRUE(scaled(of_bytes, false).preprocessing.standardize) << "the target is to be scaled";
  const Table of_small_bytes = make_table(ElementType::uint8, 2, {1, 2, 3, 127});
  EXPECT_TRUE(scaled(of_small_bytes, true).preprocessing.standardize) << "counts and few levels are numbers";
}

TEST(AutomaticScale, LeavesSyntheticDataTheExactSolverAndWhatIsNamed) {
  const Table table = make_table(ElementType::float32, 2, {1, 2, 3, 4});
  EXPECT_FALSE(scaled(table, false, true).preprocessing.standardize);
  EXPECT_FALSE(scaled(table, false, false, {.solver = Solver::exact}).preprocessing.standardize);
  EXPECT_FALSE(scaled(table, false, false, {.automatic_scale = false}).preprocessing.standardize);
  EXPECT_FALSE(scaled(table, false, false, {.preprocessing = {.rescale = 2.0}}).preprocessing.standardize);
}

TEST(AutomaticScale, LeavesFeaturesMadeOfWordsAtZeroAndOne) {
  Table table = with_words();
  table.targets = {{"y"}, {1, 2, 3}, {}};
  const Preprocessing fitted = fit_preprocessing(table, false, {.standardize = true, .keep_one_hot = true});
  EXPECT_EQ(fitted.shift, (std::vector<double>{4, 0, 0}));
  EXPECT_DOUBLE_EQ(fitted.scale[0], 1.0 / std::sqrt((9.0 + 4.0 + 25.0) / 3.0));
  EXPECT_EQ(fitted.scale[1], 1.0);
  EXPECT_EQ(fitted.scale[2], 1.0);
}

StepFacts facts(std::uint64_t rows, bool hidden) {
  return {.rows = rows,
          .features = 4,
          .outputs = 3,
          .parameters = hidden ? 803u : 15u,
          .has_hidden_layers = hidden};
}

RequestedTraining steps(const StepFacts& of, bool classifier, FitOptions options = {}) {
  options.classifier = classifier;
  choose_steps(options, of, Purpose::training);
  return options.training;
}

TEST(AutomaticSteps, OfAPlanAreThoseOfTheTraining) {
  FitOptions options;
  choose_steps(options, facts(2000, false), Purpose::planning);
  EXPECT_EQ(options.training.batch_size, 2000u);
  EXPECT_EQ(options.training.epochs, 1000u);
}

TEST(AutomaticInitialization, FollowsFromTheLayers) {
  const auto chosen = [](FitOptions options, Purpose purpose) {
    choose_initialization(options, purpose);
    return *options.initialization;
  };
  EXPECT_EQ(chosen({}, Purpose::training), Initialization::automatic);
  EXPECT_EQ(chosen({.hidden = {{3}}}, Purpose::training), Initialization::glorot);
  EXPECT_EQ(chosen({.hidden = {{3}}}, Purpose::showing), Initialization::automatic);
  EXPECT_EQ(chosen({.hidden = {{3}}, .initialization = Initialization::zeros}, Purpose::training),
            Initialization::zeros);
}

TEST(AutomaticSteps, OfClassifiers) {
  const RequestedTraining softmax = steps(facts(150, false), true);
  EXPECT_EQ(softmax.batch_size, 16u);
  EXPECT_EQ(softmax.epochs, 1000u);  // 10,000 steps, 10 an epoch
  EXPECT_EQ(learning_rate_of(*softmax.optimizer), 0.1);
  EXPECT_EQ(softmax.l2, static_cast<float>(1.0 / 150.0));
  EXPECT_EQ(softmax.schedule->kind, Schedule::Kind::cosine);
  const RequestedTraining dense = steps(facts(1500, true), true);
  EXPECT_EQ(dense.batch_size, 64u);
  EXPECT_EQ(dense.epochs, 200u);
  EXPECT_EQ(learning_rate_of(*dense.optimizer), 0.005);
  EXPECT_EQ(dense.l2, static_cast<float>(3.0 / 1500.0));
  EXPECT_EQ(steps(facts(90, true), true).epochs, 500u);      // 3,000 steps, 6 an epoch
  EXPECT_EQ(steps(facts(20'000, true), true).epochs, 152u);  // 12,000 steps, 79 an epoch
  EXPECT_EQ(steps(facts(300'000, true), true).epochs, 30u);
  EXPECT_EQ(steps(facts(10'000'000, true), true).epochs, 2u);  // 100,000 steps, 39,063 an epoch
}

TEST(AutomaticSteps, OfManyFeaturesAreSmall) {
  const auto rate = [](std::uint64_t features, bool hidden) {
    StepFacts of = facts(1500, hidden);
    of.features = features;
    return learning_rate_of(*steps(of, true).optimizer);
  };
  EXPECT_EQ(rate(20, false), 0.1);
  EXPECT_EQ(rate(40, false), 0.05);
  EXPECT_EQ(rate(784, false), 2.0 / 784.0);
  EXPECT_EQ(rate(784, true), 0.005);
}

TEST(AutomaticSteps, OfRegressions) {
  const RequestedTraining full = steps(facts(2000, false), false);
  EXPECT_EQ(full.batch_size, 2000u);
  EXPECT_EQ(full.epochs, 1000u);
  EXPECT_EQ(learning_rate_of(*full.optimizer), 0.03);
  EXPECT_EQ(full.l2, 0.0);
  const RequestedTraining large = steps(facts(1'000'000, false), false);
  EXPECT_EQ(large.batch_size, 256u);
  EXPECT_EQ(large.epochs, 5u);
}

TEST(AutomaticSteps, AreEachSwitchedOffByTheirOwnValue) {
  FitOptions options;
  options.training.batch_size = 50;
  options.training.optimizer = AdamW{.learning_rate = RequestedTraining::automatic_rate, .weight_decay = 0.5};
  const RequestedTraining training = steps(facts(150, true), true, options);
  EXPECT_EQ(training.batch_size, 50u);
  EXPECT_EQ(training.epochs, 1000u);  // 3,000 steps, 3 an epoch
  EXPECT_EQ(std::get<AdamW>(*training.optimizer).learning_rate, 0.005);
  EXPECT_EQ(std::get<AdamW>(*training.optimizer).weight_decay, 0.5);
  EXPECT_EQ(training.l2, 0.0) << "the optimizer has a decay of its own";
}

TEST(AutomaticSteps, OfWhatIsShownAreTheSameForAllData) {
  FitOptions options;
  options.classifier = true;
  choose_steps(options, facts(150, true), Purpose::showing);
  EXPECT_EQ(options.training.batch_size, 128u);
  EXPECT_EQ(options.training.epochs, 10u);
  EXPECT_EQ(learning_rate_of(*options.training.optimizer), 0.001);
  EXPECT_EQ(options.training.l2, 0.0);
  EXPECT_EQ(options.training.schedule->kind, Schedule::Kind::constant);
}

TEST(AutomaticSteps, OfSmallTablesAreBoundedInTime) {
  StepFacts wide = facts(9'000, true);
  wide.features = 5'000;
  wide.parameters = 5'000'000;
  const RequestedTraining training = steps(wide, true);
  const double seconds = static_cast<double>(*training.epochs * ((9'000 + 255) / 256)) *
                         estimated_step_seconds(wide, *training.batch_size);
  EXPECT_LE(*training.epochs, 500u / 36u + 1);
  EXPECT_GT(seconds, 0.0);
}

TEST(SmallSteps, TakeOneThread) {
  EXPECT_TRUE(is_small_step(facts(150, true), 16));
  StepFacts large = facts(100'000, true);
  large.features = 784;
  large.parameters = 101'770;
  EXPECT_FALSE(is_small_step(large, 128));
}

/// Three kinds, two of which overlap a little.
struct Flowers {
  Flowers() {
    const std::vector<double> noise = numbers(2 * rows, 3);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t kind = row % 3;
      x.push_back(1000.0f * static_cast<float>(static_cast<double>(kind) + 0.4 * noise[2 * row]));
      x.push_back(1e-3f * static_cast<float>(2.0 - static_cast<double>(kind) + 0.4 * noise[2 * row + 1]));
      y.push_back(static_cast<std::int32_t>(kind));
    }
  }
  static constexpr std::size_t rows = 150;
  std::vector<float> x;
  std::vector<std::int32_t> y;
};

class Reader : public RunObserver {
 public:
  bool is_listening() const override { return true; }
  void note(std::string_view text) override { said += std::string(text) + '\n'; }
  std::string said;
};

TEST(Automatic, ATableIsLearntWithNothingNamed) {
  const Flowers flowers;
  const Samples samples(flowers.x, Flowers::rows, 2);
  for (const bool hidden : {false, true}) {
    FitOptions options;
    if (hidden)
      options.hidden = {{20}};
    Reader reader;
    const FitResult fitted = fit(samples, Targets(flowers.y), options, &reader);
    const auto metrics = std::get<ClassificationMetrics>(evaluate(fitted.model, samples, Targets(flowers.y)));
    EXPECT_GT(metrics.accuracy, 0.98);
    EXPECT_THAT(reader.said,
                HasSubstr(hidden ? "chosen: {scale} standardize, {init} glorot, {batch_size} 16"
                                 : "chosen: {scale} standardize, {batch_size} 16, {optimizer} adam"));
    EXPECT_EQ(fitted.run.options.l2 * Flowers::rows < 40.0, true);
    EXPECT_EQ(fitted.model.record.at("chosen.scale"), "standardize");
    FitOptions again = options;
    again.training.threads = 2;
    EXPECT_EQ(fit(samples, Targets(flowers.y), again).model.arena, fitted.model.arena);
  }
}

TEST(Automatic, NoiseIsPenalisedMoreThanASignal) {
  const Flowers flowers;
  std::vector<float> noise;
  for (const double value : numbers(Flowers::rows * 10, 9))
    noise.push_back(static_cast<float>(value));
  FitOptions options;
  options.hidden = {{20}};
  const auto penalty = [&](const std::vector<float>& x, std::uint64_t columns) {
    return fit(Samples(x, Flowers::rows, columns), Targets(flowers.y), options).run.options.l2;
  };
  EXPECT_GT(penalty(noise, 10), penalty(flowers.x, 2));
}

}  // namespace
}  // namespace glissade
