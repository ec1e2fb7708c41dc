#include "comparison/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "backends/problem.hpp"
#include "comparison/compared_device.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;

SweepPoint point_of(std::uint64_t size, std::optional<double> first, std::optional<double> second) {
  SweepPoint point{size, {}};
  for (const std::optional<double>& rate : {first, second})
    point.rates.push_back(rate ? std::optional(spread_of({*rate})) : std::nullopt);
  return point;
}

TEST(SweepSizes, AreAFactorApartAndEndAtTheLargest) {
  EXPECT_THAT(sweep_sizes(SweptSize::batch, 2048), ElementsAre(32, 128, 512, 2048));
  EXPECT_THAT(sweep_sizes(SweptSize::rows, 5000), ElementsAre(1000, 4000, 5000));
  EXPECT_THAT(sweep_sizes(SweptSize::batch, 7), ElementsAre(7));
}

TEST(Crossover, IsWhereADeviceBeginsToStayAhead) {
  Sweep sweep{SweptSize::batch, 128, {"a", "b"}, {}};
  sweep.points = {point_of(32, 5.0, 6.0), point_of(128, 5.0, 5.0), point_of(512, 5.0, 6.0),
                  point_of(2048, 5.0, 7.0)};
  EXPECT_EQ(sweep.crossover(1), 512u);
  sweep.points.push_back(point_of(8192, 5.0, 4.0));
  EXPECT_EQ(sweep.crossover(1), std::nullopt);
}

TEST(Crossover, CountsADeviceThatDivergedAsBehind) {
  Sweep sweep{SweptSize::batch, 128, {"a", "b"}, {point_of(32, 5.0, std::nullopt)}};
  EXPECT_EQ(sweep.crossover(1), std::nullopt);
  sweep.points = {point_of(32, std::nullopt, 5.0)};
  EXPECT_EQ(sweep.crossover(1), 32u);
}

class RunSweep : public testing::Test {
 protected:
  static ProblemOptions regression() {
    ProblemOptions options;
    options.rows = 40;
    options.hidden = {};
    options.outputs = 1;
    options.loss = Loss::squared_error;
    return options;
  }
  RunSweep() : problem_(regression()), arena_(problem_.start.arena.begin(), problem_.start.arena.end()) {
    options_.training.batch_size = 16;
    options_.repeats = 2;
    options_.note = [this](const std::string& note) { notes_.push_back(note); };
  }
  Sweep run() {
    const DatasetView data = problem_.data.view();
    const std::vector<Contender> contenders{
        {"cpu:1", select_device("cpu").backend, 1, std::nullopt},
        {"reference", select_device("reference").backend, 0, std::nullopt}};
    return comparison::run_sweep({problem_.network, data, arena_, options_}, contenders);
  }

  Problem problem_;
  std::vector<float> arena_;
  ComparisonOptions options_;
  std::vector<std::string> notes_;
};

TEST_F(RunSweep, OfBatchesEndsAtTheRowsOrAtTheLargestAskedFor) {
  options_.sweep = SweptSize::batch;
  const Sweep sweep = run();
  EXPECT_THAT(notes_, ElementsAre("sweep: batches of 32", "sweep: batches of 40"));
  EXPECT_EQ(sweep.verified_at, 16u);
  EXPECT_THAT(sweep.devices, ElementsAre("cpu:1", "reference"));
  ASSERT_EQ(sweep.points.size(), 2u);
  ASSERT_TRUE(sweep.points[1].rates[0] && sweep.points[1].rates[1]);
  EXPECT_EQ(sweep.points[1].rates[0]->count, 2u);
  EXPECT_EQ(sweep.points[1].rates[1]->count, 1u) << "the reference runs once";
  EXPECT_GT(sweep.points[1].rates[0]->minimum, 0.0);
  options_.largest_batch = 20;
  notes_.clear();
  run();
  EXPECT_THAT(notes_, ElementsAre("sweep: batches of 20"));
}

TEST_F(RunSweep, OfRowsIsVerifiedAtAll) {
  options_.sweep = SweptSize::rows;
  EXPECT_EQ(run().verified_at, 40u);
  EXPECT_THAT(notes_, ElementsAre("sweep: 40 rows"));
}

TEST_F(RunSweep, HasNoRateWhereTrainingDiverges) {
  options_.sweep = SweptSize::batch;
  options_.training.optimizer = Sgd{.learning_rate = 1e20};
  const Sweep sweep = run();
  EXPECT_EQ(sweep.points[0].rates[0], std::nullopt);
  EXPECT_EQ(sweep.points[0].rates[1], std::nullopt);
}

comparison::DeviceRuns runs_with(const std::vector<double>& losses) {
  comparison::DeviceRuns device;
  for (const double seconds : {1.0, 2.0, 4.0}) {
    comparison::MeasuredRun run;
    for (const double loss : losses) {
      EpochReport epoch;
      epoch.epoch = run.result.epochs.size() + 1;
      epoch.train_loss = loss;
      epoch.seconds = seconds;
      run.result.epochs.push_back(epoch);
    }
    device.runs.push_back(run);
  }
  return device;
}

TEST(TimeToLoss, IsUpToTheEndOfTheFirstEpochThatIsAsLow) {
  const auto found = comparison::time_to_loss(runs_with({3.0, 2.0, 2.5, 1.0}), 2.0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->epoch, 2u);
  EXPECT_EQ(found->seconds.count, 3u);
  EXPECT_EQ(found->seconds.minimum, 2.0);
  EXPECT_EQ(found->seconds.median, 4.0);
  EXPECT_EQ(found->seconds.maximum, 8.0);
}

TEST(TimeToLoss, IsMissingWhereItIsNotReached) {
  EXPECT_FALSE(comparison::time_to_loss(runs_with({3.0, std::numeric_limits<double>::quiet_NaN()}), 2.0));
  EXPECT_FALSE(comparison::time_to_loss(runs_with({}), 2.0));
}

}  // namespace
}  // namespace glissade
