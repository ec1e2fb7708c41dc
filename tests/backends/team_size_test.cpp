#include "backends/cpu/team_size.hpp"

#include <gtest/gtest.h>

namespace glissade::cpu {
namespace {

/// Seconds of a step.
struct Machine {
  double alone;
  double by_all;
};

constexpr Machine quiet{.alone = 100e-6, .by_all = 60e-6};
constexpr Machine busy{.alone = 100e-6, .by_all = 300e-6};

/// Calls for steps on a machine whose clock is exact.
class TeamSizeTest : public ::testing::Test {
 protected:
  /// Calls of so many steps, for about so many seconds. Has the share of the steps that all threads took.
  double share_of_all(const Machine& machine, double seconds, std::uint64_t steps = 100) {
    std::uint64_t by_all = 0, all = 0;
    while (seconds > 0.0) {
      std::uint64_t left = steps;
      while (left > 0) {
        const TeamSize::Turn turn = team_size_.next(left);
        EXPECT_GE(turn.steps, 1u);
        EXPECT_LE(turn.steps, left);
        const double taken =
            static_cast<double>(turn.steps) * (turn.threads == 1 ? machine.alone : machine.by_all);
        team_size_.measured(turn, taken);
        seconds -= taken;
        left -= turn.steps;
        (turn.threads == 1 ? all : by_all) += turn.steps;
      }
    }
    return static_cast<double>(by_all) / static_cast<double>(all + by_all);
  }

  TeamSize team_size_{4};
};

TEST_F(TeamSizeTest, IsOneWhereThereIsOne) {
  team_size_ = TeamSize(1);
  EXPECT_EQ(share_of_all(quiet, 10.0), 0.0);
}

TEST_F(TeamSizeTest, IsAllWhereTheyAreFaster) {
  EXPECT_GT(share_of_all(quiet, 1.0), 0.98);
  EXPECT_GT(share_of_all(quiet, 100.0), 0.999);
}

TEST_F(TeamSizeTest, IsOneWhereAllAreSlower) {
  EXPECT_LT(share_of_all(busy, 1.0), 0.1);
  EXPECT_LT(share_of_all(busy, 100.0), 0.002);
}

TEST_F(TeamSizeTest, FollowsTheMachine) {
  share_of_all(quiet, 100.0);
  EXPECT_LT(share_of_all(busy, 1.0), 0.1) << "the slower steps tell";
  share_of_all(busy, 100.0);
  share_of_all(quiet, 5.1);
  EXPECT_GT(share_of_all(quiet, 1.0), 0.98);
}

TEST_F(TeamSizeTest, AddsUpCallsThatAreShort) {
  EXPECT_LT(share_of_all(busy, 1.0, 1), 0.1);
  EXPECT_GT(share_of_all(quiet, 10.0, 3), 0.4);
}

TEST_F(TeamSizeTest, TriesNothingWhereAStepMayTakeLong) {
  EXPECT_EQ(share_of_all({.alone = 6e-3, .by_all = 6e-3}, 10.0), 1.0);
}

TEST_F(TeamSizeTest, SpendsLittleOnTrialsThatTakeLong) {
  // A step of one thread takes as long as a hundred of all.
  EXPECT_GT(share_of_all({.alone = 450e-3, .by_all = 4.5e-3}, 1000.0), 0.9998);
}

TEST_F(TeamSizeTest, NeedsNoClockThatAdvances) {
  for (int call = 0; call < 100; ++call) {
    const TeamSize::Turn turn = team_size_.next(10);
    EXPECT_EQ(turn.threads, 4);
    EXPECT_EQ(turn.steps, 10u);
    team_size_.measured(turn, 0.0);
  }
}

}  // namespace
}  // namespace glissade::cpu
