#include "verification/moments_check.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "support/tables.hpp"
#include "training/moments/moments_session.hpp"
#include "verification/bounds/moments_bound.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t features = 5;

/// Features of different sizes and distances from zero, and two targets.
Table problem_table(std::uint64_t rows, double error = 0.0) {
  std::vector<double> x = numbers(rows * features, 21), y = numbers(2 * rows, 22);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] =
        (x[i] + static_cast<double>(i % features)) * std::pow(3.0, static_cast<double>(i % features) - 2.0);
  x[features * (rows / 2) + 1] += error;
  for (std::size_t row = 0; row < rows; ++row)
    y[2 * row] += x[row * features] - 0.5 * x[row * features + 3];
  Table table = with_target(make_table(ElementType::float64, features, x), y);
  table.targets.names = {"y", "z"};
  return table;
}

struct Verified {
  Preprocessing preprocessing;
  Network network;
  PreparedData rows;

  Verified(std::uint64_t count, bool standardize)
      : preprocessing(fit_preprocessing(problem_table(count), false, {.standardize = standardize})),
        network(features, {}, 2, Activation::identity, Loss::squared_error),
        rows(apply_preprocessing(preprocessing, problem_table(count), 1)) {}

  MomentsProblem moments(const Table& table, const TrainingOptions& options) const {
    return read_moments(preprocessing, network, table, nullptr, options);
  }
  VerificationReport report(const Table& table, const TrainingOptions& options) const {
    VerificationOptions verification;
    verification.training = options;
    std::vector<double> start(network.arena_size());
    start[network.weight(0).offset] = 0.5;
    return verify_moments(network, moments(table, options), rows.dataset.view(), start, verification);
  }
};

std::vector<TrainingOptions> runs() {
  std::vector<TrainingOptions> runs;
  for (const Optimizer& optimizer : std::vector<Optimizer>{
           Sgd{0.01}, Sgd{0.005, 0.9f, true}, Adam{.learning_rate = 0.01}, AdamW{}, Conjugate{}}) {
    TrainingOptions options;
    options.optimizer = optimizer;
    options.epochs = 30;
    runs.push_back(options);
    options.l2 = 0.1;
    runs.push_back(options);
    if (kind_of(optimizer) != OptimizerKind::conjugate) {
      options.l1 = 0.2;
      options.clip = 0.5;
      options.schedule = parse_schedule("cosine");
      runs.push_back(options);
    }
  }
  return runs;
}

TEST(MomentsCheck, RunsOnMomentsAreWithinTheRoundingOfTheRows) {
  for (const std::uint64_t count : {1, 2, 40, 901}) {
    for (const bool standardize : {false, true}) {
      const Verified problem(count, standardize);
      for (const TrainingOptions& options : runs()) {
        SCOPED_TRACE(std::string(name_of(kind_of(options.optimizer))) + " on " + std::to_string(count));
        const VerificationReport report = problem.report(problem_table(count), options);
        EXPECT_TRUE(report.passed());
        EXPECT_FALSE(report.failure) << report.failure->operation << " of step " << report.failure->step
                                     << ": " << report.failure->value << " beside "
                                     << report.failure->reference << " ± " << report.failure->bound;
        EXPECT_EQ(report.steps, 20u);
      }
    }
  }
}

TEST(MomentsCheck, ARowThatIsOffIsCaught) {
  // By a hundredth of a deviation, in one of 901 rows.
  const Verified problem(901, false);
  TrainingOptions options;
  options.optimizer = Sgd{0.01};
  const VerificationReport report = problem.report(problem_table(901, 0.01), options);
  EXPECT_FALSE(report.passed());
  ASSERT_TRUE(report.failure);
  EXPECT_EQ(report.failure->device, "moments");
  double worst = 0.0;
  for (const VerifiedOperation& operation : report.devices.at(0).operations)
    worst = std::max(worst, operation.worst_bound_fraction);
  EXPECT_GT(worst, 10.0);
}

/// Gradient descent at a rate below 2/λ never makes a difference of parameters larger: after k
/// steps they differ by no more than the rate times all bounds of gradients on the way.
TEST(MomentsCheck, TheTrajectoryIsThatOfTheReferenceWithinItsBound) {
  const Verified problem(597, true);
  const DatasetView rows = problem.rows.dataset.view();
  TrainingOptions options;
  options.epochs = 200;
  options.batch_size = 597;
  const MomentsProblem moments = problem.moments(problem_table(597), options);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(
      Eigen::MatrixXd(moments.training.equations().correlation));
  // The gradient is 2/outputs times the moments; with two targets, once.
  const double rate = 1.0 / std::max(spectrum.eigenvalues().maxCoeff(), 1.0);
  options.optimizer = Sgd{rate};
  MomentsSession session(problem.network, moments.training, optimizer_options(options));
  const auto reference =
      select_device("reference").backend->open(problem.network, rows, session_options(options));
  State start;
  start.arena.assign(problem.network.arena_size(), 0.0);
  reference->restore(start);
  const MomentsBound bound(problem.network, moments.training, rows);
  double allowed = 0.0, largest_share = 0.0;
  for (std::uint64_t step = 0; step < 200; ++step) {
    double squares = 0.0;
    for (std::uint64_t output = 0; output < 2; ++output) {
      const MomentsBound::Bounds of = bound.at(session.state().arena, output);
      squares += of.bias * of.bias;
      for (const double weight : of.weights)
        squares += weight * weight;
    }
    allowed += rate * std::sqrt(squares);
    const std::vector<StepScalars> scalars{step_scalars(options, step, 200, 1)};
    session.train(step, scalars, {});
    reference->train(step, scalars);
    double difference = 0.0;
    const State here = session.state(), there = reference->state();
    for (std::size_t i = 0; i < here.arena.size(); ++i)
      difference += std::pow(here.arena[i] - there.arena[i], 2);
    EXPECT_LE(std::sqrt(difference), allowed) << step;
    largest_share = std::max(largest_share, std::sqrt(difference) / allowed);
  }
  EXPECT_GT(largest_share, 1e-5);  // tight enough to mean something
}

}  // namespace
}  // namespace glissade::verification
