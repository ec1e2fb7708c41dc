#include <gtest/gtest.h>

#include <algorithm>

#include "backends/problem.hpp"
#include "glissade/training.hpp"
#include "support/temporary_directory.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

/// k steps, a file, a new session and n steps come to the bytes of k + n steps.
namespace glissade {
namespace {

class Resume : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }

  TrainingResult run(const Problem& problem, const TrainingOptions& options, const RunState* resumed,
                     std::vector<RunState>* states = nullptr) const {
    const std::vector<float> arena(problem.start.arena.begin(), problem.start.arena.end());
    TrainingCallbacks callbacks;
    if (states != nullptr)
      callbacks.checkpoint = [&](const RunState& state) { states->push_back(state); };
    // The same rows for validation: what matters is that their losses come back.
    return train(backend(), problem.network, problem.data.view(), problem.data.view(), arena, options,
                 callbacks, resumed);
  }

  RunState through_file(const RunState& state) const {
    const std::string path = directory_.file("checkpoint");
    save_checkpoint({{{"--lr", "0.01"}}, state}, path);
    return load_checkpoint(path).state;
  }

  /// Stops at every step, and expects each to lead to the same end.
  void expect_exact_resumption(const ProblemOptions& problem_options, TrainingOptions options) const {
    const Problem problem(problem_options);
    set_optimizer(options, problem.session.optimizer);
    options.batch_size = problem_options.batch_size;
    options.class_weights = problem.session.class_weights;
    options.epochs = 3;
    options.checkpoint_interval.steps = 1;
    std::vector<RunState> states;
    const TrainingResult whole = run(problem, options, nullptr, &states);
    ASSERT_EQ(states.size(), whole.steps);
    for (const RunState& state : states) {
      SCOPED_TRACE("resumed after step " + std::to_string(state.state.step));
      const RunState resumed = through_file(state);
      expect_same(run(problem, options, &resumed), whole);
    }
  }

  static void expect_same(const TrainingResult& result, const TrainingResult& whole) {
    EXPECT_EQ(result.arena, whole.arena);
    EXPECT_EQ(result.steps, whole.steps);
    EXPECT_EQ(result.stopped, whole.stopped);
    EXPECT_EQ(result.best_epoch, whole.best_epoch);
    ASSERT_EQ(result.epochs.size(), whole.epochs.size());
    for (std::size_t epoch = 0; epoch < whole.epochs.size(); ++epoch) {
      EXPECT_EQ(result.epochs[epoch].train_loss, whole.epochs[epoch].train_loss);
      EXPECT_EQ(result.epochs[epoch].train_accuracy, whole.epochs[epoch].train_accuracy);
      EXPECT_EQ(result.epochs[epoch].validation_loss, whole.epochs[epoch].validation_loss);
      EXPECT_EQ(result.epochs[epoch].learning_rate, whole.epochs[epoch].learning_rate);
      EXPECT_EQ(result.epochs[epoch].rows, whole.epochs[epoch].rows);
    }
  }

  TemporaryDirectory directory_;
};

ProblemOptions classifier() {
  ProblemOptions options;
  options.hidden = {4};
  options.class_weights = true;
  return options;
}

ProblemOptions regression() {
  ProblemOptions options;
  options.loss = Loss::squared_error;
  options.outputs = 1;
  return options;
}

TEST_P(Resume, IsExactForEveryOptimizerFromEveryStep) {
  for (ProblemOptions problem : {classifier(), regression()}) {
    for (const OptimizerOptions& optimizer : {sgd(), sgd(0.9f), sgd(0.9f, true), adam(), adamw()}) {
      problem.optimizer = optimizer;
      expect_exact_resumption(problem, {});
    }
  }
}

TEST_P(Resume, IsExactForEverySchedule) {
  for (const char* const schedule : {"constant", "step:1:0.5", "cosine"}) {
    TrainingOptions options;
    options.schedule = parse_schedule(schedule);
    options.schedule.warmup_steps = 4;
    expect_exact_resumption(classifier(), options);
  }
}

TEST_P(Resume, IsExactForAFullBatchAndUnderPatience) {
  ProblemOptions problem = classifier();
  problem.batch_size = 1000;
  expect_exact_resumption(problem, {});
  TrainingOptions options;
  options.patience = 1;
  options.min_improvement = 10.0;  // so that it stops after the second epoch
  expect_exact_resumption(classifier(), options);
}

TEST_P(Resume, MayGoOnForMoreEpochsThanWereAskedForFirst) {
  const Problem problem(classifier());
  TrainingOptions options;
  set_optimizer(options, problem.session.optimizer);
  options.batch_size = problem.options.batch_size;
  options.epochs = 4;
  const TrainingResult whole = run(problem, options, nullptr);
  options.epochs = 2;
  std::vector<RunState> states;
  run(problem, options, nullptr, &states);
  ASSERT_EQ(states.size(), 1u) << "at the end alone where no interval is given";
  options.epochs = 4;
  expect_same(run(problem, options, &states.back()), whole);
}

INSTANTIATE_TEST_SUITE_P(Every, Resume, testing::ValuesIn(all_backends()), testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
