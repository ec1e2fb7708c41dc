#include "glissade/batches.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace glissade {
namespace {

TEST(BatchPlan, UsesEveryRowOncePerEpoch) {
  for (const std::uint64_t rows : {1ull, 2ull, 31ull, 32ull, 33ull, 597ull}) {
    for (const std::uint64_t batch_size : {1ull, 2ull, 32ull, 100ull, 596ull, 597ull, 1000ull}) {
      const BatchPlan plan(rows, batch_size, 3);
      for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<int> used(rows);
        const Permutation order = plan.order(epoch);
        for (std::uint64_t i = 0; i < plan.steps_per_epoch(); ++i) {
          const std::uint64_t step = epoch * plan.steps_per_epoch() + i;
          ASSERT_EQ(plan.epoch_of(step), epoch);
          ASSERT_GE(plan.batch_rows(step), 1u);
          for (std::uint64_t row = 0; row < plan.batch_rows(step); ++row)
            ++used[order(plan.first_position(step) + row)];
        }
        EXPECT_EQ(used, std::vector<int>(rows, 1)) << rows << " rows in batches of " << batch_size;
      }
    }
  }
}

TEST(BatchPlan, KeepsTheRaggedLastBatch) {
  const BatchPlan plan(10, 4, 0);
  EXPECT_EQ(plan.steps_per_epoch(), 3u);
  EXPECT_EQ(plan.batch_rows(0), 4u);
  EXPECT_EQ(plan.batch_rows(2), 2u);
  EXPECT_EQ(plan.batch_rows(5), 2u);
  EXPECT_EQ(plan.first_position(4), 4u);
  EXPECT_FALSE(plan.full_batch());
}

TEST(BatchPlan, TakesALargerBatchThanTheDataAsAllOfIt) {
  const BatchPlan plan(10, ~std::uint64_t{0}, 0);
  EXPECT_TRUE(plan.full_batch());
  EXPECT_EQ(plan.steps_per_epoch(), 1u);
  EXPECT_EQ(plan.batch_rows(7), 10u);
  EXPECT_EQ(plan.epoch_of(7), 7u);
}

TEST(BatchPlan, HasNoStepsWithoutRows) {
  EXPECT_EQ(BatchPlan(0, 128, 0).steps_per_epoch(), 0u);
}

TEST(BatchPlan, CountsBeyond32Bits) {
  const BatchPlan plan((1ull << 40) + 1, 3, 0);
  EXPECT_EQ(plan.steps_per_epoch(), 366503875926ull);
  EXPECT_EQ(plan.batch_rows(plan.steps_per_epoch() - 1), 2u);
  EXPECT_EQ(plan.epoch_of(plan.steps_per_epoch()), 1u);
}

}  // namespace
}  // namespace glissade
