#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cuda/emulated_backend.hpp"

/// Opening a session runs a step of each kind, so that every kernel is loaded before one is captured.
namespace glissade {
namespace {

using testing::Each;

TEST(Rehearsal, LeavesNothingBehind) {
  for (const Loss loss : {Loss::cross_entropy, Loss::squared_error}) {
    for (const OptimizerOptions& optimizer : {sgd(0.9f), adam()}) {
      ProblemOptions options;
      options.rows = 100;
      options.batch_size = 48;
      options.loss = loss;
      options.outputs = loss == Loss::cross_entropy ? 3 : 1;
      options.optimizer = optimizer;
      const Problem problem(options);
      // Not restored: at zero the gradient is not.
      const auto session =
          emulated_backend_in_process().open(problem.network, problem.data.view(), problem.session);
      const State state = session->state();
      EXPECT_EQ(state.step, 0u);
      EXPECT_THAT(state.arena, Each(0.0));
      EXPECT_THAT(state.first_moment, Each(0.0));
      EXPECT_THAT(state.second_moment, Each(0.0));
    }
  }
}

}  // namespace
}  // namespace glissade
