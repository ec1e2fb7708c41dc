#include "backends/cpu/task_shares.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace glissade::cpu {
namespace {

TEST(TaskShares, TakesItsOwnFromTheFrontAndTheOthersFromTheBack) {
  TaskShares shares(3);
  shares.assign(0, 0, 2);
  shares.assign(1, 2, 3);
  shares.assign(2, 3, 6);
  EXPECT_EQ(shares.take(1, true), 2);
  EXPECT_EQ(shares.take(1, true), 5);
  EXPECT_EQ(shares.take(2, true), 3);
  EXPECT_EQ(shares.take(2, true), 4);
  EXPECT_EQ(shares.take(2, true), 1);
  EXPECT_EQ(shares.take(0, true), 0);
  for (const int thread : {0, 1, 2})
    EXPECT_FALSE(shares.take(thread, true));
}

TEST(TaskShares, LeavesTheOthersTheirsWhereTold) {
  TaskShares shares(2);
  shares.assign(0, 0, 1);
  shares.assign(1, 1, 2);
  EXPECT_EQ(shares.take(0, false), 0);
  EXPECT_FALSE(shares.take(0, false));
  EXPECT_EQ(shares.take(1, false), 1);
}

TEST(TaskShares, GivesEachTaskToOneThread) {
  constexpr int threads = 4;
  constexpr std::uint64_t tasks = 100'000;
  TaskShares shares(threads);
  for (int thread = 0; thread < threads; ++thread) {
    // Very uneven shares.
    shares.assign(thread, thread == 0 ? 0 : tasks - 30 + static_cast<std::uint64_t>(thread) * 10 - 10,
                  tasks - 30 + static_cast<std::uint64_t>(thread) * 10);
  }
  std::vector<std::atomic<int>> taken(tasks);
  std::vector<std::thread> team;
  for (int thread = 0; thread < threads; ++thread) {
    team.emplace_back([&, thread] {
      while (const auto task = shares.take(thread, true))
        ++taken[*task];
    });
  }
  for (std::thread& member : team)
    member.join();
  for (std::uint64_t task = 0; task < tasks; ++task)
    ASSERT_EQ(taken[task], 1) << task;
}

}  // namespace
}  // namespace glissade::cpu
