#include "glissade/exact_solver.hpp"

#include <gmock/gmock.h>

#include <Eigen/Dense>
#include <cmath>

#include "support/errors.hpp"
#include "support/tables.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Matrix64 = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Problem {
  Table table;
  Preprocessing preprocessing;
  Matrix64 features;  // preprocessed
  Matrix64 targets;   // preprocessed
};

Problem make_problem(Table table, const PreprocessingOptions& options = {}) {
  Problem problem{std::move(table), {}, {}, {}};
  problem.preprocessing = fit_preprocessing(problem.table, false, options);
  const auto rows = static_cast<Eigen::Index>(problem.table.rows());
  const auto outputs = static_cast<Eigen::Index>(problem.table.targets.names.size());
  problem.features.resize(rows, static_cast<Eigen::Index>(problem.preprocessing.feature_count()));
  transform_rows(problem.preprocessing, problem.table, 0, problem.table.rows(),
                 {problem.features.data(), static_cast<std::size_t>(problem.features.size())});
  problem.targets = Eigen::Map<const Matrix64>(problem.table.targets.values.data(), rows, outputs);
  for (Eigen::Index output = 0; output < outputs; ++output) {
    const auto i = static_cast<std::size_t>(output);
    problem.targets.col(output).array() -= problem.preprocessing.target_mean[i];
    problem.targets.col(output) /= problem.preprocessing.target_scale[i];
  }
  return problem;
}

/// Weights [features × outputs] of least norm, by a complete orthogonal decomposition of the centred
/// features.
Eigen::MatrixXd independent_weights(const Problem& problem) {
  const Eigen::MatrixXd features = problem.features.rowwise() - problem.features.colwise().mean();
  const Eigen::MatrixXd targets = problem.targets.rowwise() - problem.targets.colwise().mean();
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(1e-9);
  return decomposition.compute(features).solve(targets);
}

Eigen::MatrixXd weights_of(const ExactSolution& solution) {
  const auto outputs = static_cast<Eigen::Index>(solution.biases.size());
  return Eigen::Map<const Matrix64>(solution.weights.data(), outputs,
                                    static_cast<Eigen::Index>(solution.weights.size()) / outputs)
      .transpose();
}

Eigen::MatrixXd predictions_of(const Problem& problem, const ExactSolution& solution) {
  const Eigen::RowVectorXd biases = Eigen::Map<const Eigen::RowVectorXd>(
      solution.biases.data(), static_cast<Eigen::Index>(solution.biases.size()));
  return (problem.features * weights_of(solution)).rowwise() + biases;
}

void expect_least_norm_solution(const Problem& problem, const ExactSolution& solution, double tolerance) {
  const Eigen::MatrixXd expected = independent_weights(problem);
  const Eigen::MatrixXd weights = weights_of(solution);
  EXPECT_LE((weights - expected).norm(), tolerance * (1.0 + expected.norm()));
  const Eigen::RowVectorXd biases =
      problem.targets.colwise().mean() - problem.features.colwise().mean() * expected;
  const Eigen::MatrixXd predictions = (problem.features * expected).rowwise() + biases;
  EXPECT_LE((predictions_of(problem, solution) - predictions).cwiseAbs().maxCoeff(),
            tolerance * (1.0 + predictions.cwiseAbs().maxCoeff()));
}

Table random_table(std::uint64_t rows, std::uint64_t columns, std::uint64_t seed) {
  Table table = make_table(ElementType::float64, columns, numbers(rows * columns, seed));
  return with_target(std::move(table), numbers(rows, seed + 1));
}

TEST(ExactSolver, ByHand) {
  // Through (0, 1), (1, 3), (2, 8): slope 3.5, intercept 0.5.
  const Table table = with_target(make_table(ElementType::float32, 1, {0, 1, 2}), {1, 3, 8});
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
  ASSERT_EQ(solution.weights.size(), 1u);
  EXPECT_NEAR(solution.weights[0], 3.5, 1e-14);
  EXPECT_NEAR(solution.biases[0], 0.5, 1e-14);
  EXPECT_EQ(solution.rank, 1u);
  EXPECT_THAT(solution.dependent_features, IsEmpty());
}

TEST(ExactSolver, PenaltyByHand) {
  // x = -1, 0, 1 and y = -3, 0, 3: mean error (2/3)(w − 3)² + (l2/2) w²; with l2 = 4/3 it is least at w
  // = 1.5.
  const Table table = with_target(make_table(ElementType::float32, 1, {-1, 0, 1}), {7, 10, 13});
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 4.0 / 3.0);
  EXPECT_NEAR(solution.weights[0], 1.5, 1e-14);
  EXPECT_NEAR(solution.biases[0], 10.0, 1e-14);
}

struct Shape {
  std::uint64_t rows, columns;
};

class ExactSolverShapes : public testing::TestWithParam<Shape> {};

TEST_P(ExactSolverShapes, AgreesWithAnIndependentMethod) {
  const auto [rows, columns] = GetParam();
  for (const bool standardize : {false, true}) {
    const Problem problem = make_problem(random_table(rows, columns, 3), {.standardize = standardize});
    const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.0);
    EXPECT_EQ(solution.rank, std::min(rows - 1, columns));
    EXPECT_EQ(solution.dependent_features.size(), columns - solution.rank);
    expect_least_norm_solution(problem, solution, 1e-8);
  }
}

INSTANTIATE_TEST_SUITE_P(TallAndWide, ExactSolverShapes,
                         testing::Values(Shape{1, 1}, Shape{1, 5}, Shape{2, 1}, Shape{2, 9}, Shape{9, 8},
                                         Shape{30, 100}, Shape{597, 43}, Shape{3000, 7}, Shape{300, 130}));

/// Words (a full set of categories), a constant, a sum of columns, a copy in another unit, all of them on
/// very different scales.
Table dependent_table(std::uint64_t rows) {
  NumberStream next(11);
  std::vector<double> values, targets;
  for (std::uint64_t row = 0; row < rows; ++row) {
    const double a = 1e4 * next() + 5e4;
    const double b = 1e-3 * next();
    const auto word = static_cast<double>(row * row % 7 % 3);
    values.insert(values.end(), {a, b, word, 42.0, a + 1e6 * b, 3.0 * b - 1.0, next()});
    targets.push_back(a / 1e4 + 500.0 * b + word + values.back() + 0.1 * next());
  }
  Table table = named(make_table(ElementType::float64, 7, values),
                      {"a", "b", "word", "constant", "sum", "copy", "noise"});
  table.columns[2].categories = {"p", "q", "r"};
  return with_target(std::move(table), targets);
}

TEST(ExactSolver, RankDeficientTableHasTheLeastNorm) {
  for (const bool standardize : {false, true}) {
    const Problem problem = make_problem(dependent_table(2000), {.standardize = standardize});
    const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.0);
    // Nine features: a, b, p, q, r, constant, sum, copy, noise.
    EXPECT_EQ(solution.rank, 5u);
    EXPECT_EQ(solution.dependent_features.size(), 4u);
    EXPECT_THAT(solution.dependent_features, testing::Contains(5u));
    EXPECT_EQ(weights_of(solution)(5, 0), 0.0);
    if (standardize) {
      expect_least_norm_solution(problem, solution, 1e-8);
    }
    // Rounding in the independent solution grows with the ratio of the scales; the predictions must agree all
    // the same, and the norm may not be above that of any other solution.
    const Problem reduced = make_problem(dependent_table(2000), {.standardize = true});
    const ExactSolution other = solve_exact(reduced.preprocessing, reduced.table, 0.0);
    const Eigen::MatrixXd predictions = predictions_of(problem, solution);
    const double scale = problem.preprocessing.target_scale[0] / reduced.preprocessing.target_scale[0];
    const Eigen::MatrixXd centred = predictions.rowwise() - predictions.colwise().mean();
    const Eigen::MatrixXd expected = predictions_of(reduced, other) / scale;
    EXPECT_LE((centred - (expected.rowwise() - expected.colwise().mean())).cwiseAbs().maxCoeff(), 1e-8);
  }
}

TEST(ExactSolver, LeastNormIsInTheFeaturesOwnCoordinates) {
  // Both columns are the same but for the unit: w2 = 1000·w1 has the least norm of all with the same
  // predictions, whatever the solver's inner scaling.
  const Table table =
      with_target(make_table(ElementType::float64, 2, {1, 1000, 2, 2000, 4, 4000}), {1, 2, 4});
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
  EXPECT_EQ(solution.rank, 1u);
  EXPECT_NEAR(solution.weights[0], 1.0 / 1000001.0, 1e-15);
  EXPECT_NEAR(solution.weights[1], 1000.0 / 1000001.0, 1e-12);
}

TEST(ExactSolver, PenalisedGradientVanishes) {
  for (const double l2 : {1e-6, 0.01, 10.0}) {
    Problem problem = make_problem(dependent_table(500), {.standardize = true});
    const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, l2);
    const Eigen::MatrixXd residual = predictions_of(problem, solution) - problem.targets;
    const Eigen::MatrixXd gradient =
        2.0 / 500.0 * (problem.features.transpose() * residual) + l2 * weights_of(solution);
    EXPECT_LE(gradient.cwiseAbs().maxCoeff(), 1e-11);
    EXPECT_LE(std::abs(residual.mean()), 1e-12);
    EXPECT_EQ(solution.rank, 5u);
  }
}

TEST(ExactSolver, SeveralTargetsShareThePenalty) {
  Table table = random_table(200, 4, 8);
  table.targets = {{"u", "v", "w"}, numbers(600, 21), {}};
  const Problem problem = make_problem(std::move(table));
  expect_least_norm_solution(problem, solve_exact(problem.preprocessing, problem.table, 0.0), 1e-10);
  const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.3);
  const Eigen::MatrixXd residual = predictions_of(problem, solution) - problem.targets;
  const Eigen::MatrixXd gradient =
      2.0 / 600.0 * (problem.features.transpose() * residual) + 0.3 * weights_of(solution);
  EXPECT_LE(gradient.cwiseAbs().maxCoeff(), 1e-12);
}

TEST(ExactSolver, ConstantFeaturesOnly) {
  const Table table = with_target(make_table(ElementType::float32, 2, {0.1, 7, 0.1, 7, 0.1, 7}), {1, 2, 6});
  for (const double l2 : {0.0, 1.0}) {
    const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, l2);
    EXPECT_THAT(solution.weights, ElementsAre(0.0, 0.0));
    EXPECT_THAT(solution.biases, ElementsAre(3.0));
    EXPECT_EQ(solution.rank, 0u);
    EXPECT_THAT(solution.dependent_features, ElementsAre(0u, 1u));
  }
}

TEST(ExactSolver, AConstantWithAGapStaysAConstant) {
  const Table table = with_target(
      make_table(ElementType::float64, 2, {1, missing, 2, 0.1, 4, missing, 5, 0.1, 7, 0.1}), {1, 2, 4, 5, 7});
  for (const Impute impute : {Impute::mean, Impute::median}) {
    const ExactSolution solution =
        solve_exact(fit_preprocessing(table, false, {.impute = impute}), table, 0.0);
    EXPECT_THAT(solution.dependent_features, ElementsAre(1u));
    EXPECT_NEAR(solution.weights[0], 1.0, 1e-14);
  }
}

TEST(ExactSolver, LeavesDroppedRowsOut) {
  const Table table =
      with_target(make_table(ElementType::float64, 1, {0, 1, missing, 2, 5}), {1, 3, 1000, 8, missing});
  const Preprocessing fitted = fit_preprocessing(table, false, {.impute = Impute::drop});
  const ExactSolution solution = solve_exact(fitted, table, 0.0);
  EXPECT_NEAR(solution.weights[0], 3.5, 1e-14);
  EXPECT_NEAR(solution.biases[0], 0.5, 1e-14);
}

TEST(ExactSolver, ImputesAndSelects) {
  Table table = dependent_table(300);
  table.values.row<double>(5)[0] = missing;
  table.values.row<double>(6)[2] = missing;
  table.missing_values = 2;
  const Problem problem =
      make_problem(std::move(table), {.standardize = true, .impute = Impute::median, .select = 6});
  expect_least_norm_solution(problem, solve_exact(problem.preprocessing, problem.table, 0.0), 1e-8);
}

/// Whole multiples of 1/`steps` above an offset; the third column is the sum of the others. Every value is
/// exact.
Table offset_table(ElementType type, double offset, double steps) {
  NumberStream next(17);
  std::vector<double> values, targets;
  for (int row = 0; row < 5000; ++row) {
    const double a = std::round(next() * steps) / steps;
    const double b = std::round(next() * steps) / steps;
    values.insert(values.end(), {a + offset, b + offset, a + b + 2.0 * offset, next() < 0.0 ? 3.0 : 4.0});
    targets.push_back(2.0 * a - b + values.back() + 0.1 * next() + offset);
  }
  return with_target(make_table(type, 4, values), targets);
}

TEST(ExactSolver, LargeOffsetsLoseNothing) {
  const auto expect_same = [](ElementType type, double offset, double steps) {
    const Problem near = make_problem(offset_table(type, 0.0, steps));
    const Problem far = make_problem(offset_table(type, offset, steps));
    const ExactSolution expected = solve_exact(near.preprocessing, near.table, 0.0);
    const ExactSolution solution = solve_exact(far.preprocessing, far.table, 0.0);
    EXPECT_EQ(expected.rank, 3u);
    EXPECT_EQ(solution.rank, 3u);
    EXPECT_EQ(solution.dependent_features, expected.dependent_features);
    // The targets keep a part of their digits, no more is lost.
    const double rounding = 0x1p-53 * offset / 0.1;
    EXPECT_LE((weights_of(solution) - weights_of(expected)).cwiseAbs().maxCoeff(), 1e-12 + rounding);
  };
  expect_same(ElementType::float64, 0x1p30, 0x1p20);
  expect_same(ElementType::float32, 0x1p12, 0x1p10);
}

TEST(ExactSolver, MeansThatASampleOfRowsMisses) {
  constexpr int rows = 6000;
  NumberStream next(5);
  std::vector<double> values, targets;
  for (int row = 0; row < rows; ++row) {
    const double rare = row == 4321 ? 1e6 : 0.0;                      // all of the variance in one row
    const double start = row == 0 ? -1e9 : 1e-3 * next();             // in the first
    const double periodic = row % 6 == 0 ? 1.0 : 1e-3 * next();       // as often as rows are sampled
    const double ascending = static_cast<double>(row) + 1e7;          // never twice the same
    const double late = row < rows - 50 ? 7.0 : 7.0 + 1e-4 * next();  // constant but for the end
    values.insert(values.end(), {rare, start, periodic, ascending, late});
    targets.push_back(1e-6 * rare + 1e-9 * start + periodic + 1e-3 * ascending + 1e4 * (late - 7.0) + next());
  }
  const Problem problem =
      make_problem(with_target(make_table(ElementType::float64, 5, values), targets), {.standardize = true});
  const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.0);
  EXPECT_EQ(solution.rank, 5u);
  expect_least_norm_solution(problem, solution, 1e-11);
}

TEST(ExactSolver, RowsLeftOutOfEveryTileLeaveTheSame) {
  constexpr std::uint64_t rows = 3000;
  NumberStream next(23);
  std::vector<double> holed, whole;
  RawTargets holed_targets{{"u", "v"}, {}, {}};
  RawTargets whole_targets = holed_targets;
  for (std::uint64_t row = 0; row < rows; ++row) {
    const std::vector<double> values{next(), next(), next()};
    const std::vector<double> targets{values[0] + next(), values[1] - values[2]};
    const bool complete = row % 7 != 3;
    holed.insert(holed.end(), {values[0], complete ? values[1] : missing, values[2]});
    holed_targets.values.insert(holed_targets.values.end(), targets.begin(), targets.end());
    if (complete) {
      whole.insert(whole.end(), values.begin(), values.end());
      whole_targets.values.insert(whole_targets.values.end(), targets.begin(), targets.end());
    }
  }
  const auto solve = [](const std::vector<double>& values, const RawTargets& targets) {
    Table table = make_table(ElementType::float32, 3, values);
    table.targets = targets;
    return solve_exact(fit_preprocessing(table, false, {.standardize = true, .impute = Impute::drop}), table,
                       0.0);
  };
  const ExactSolution expected = solve(whole, whole_targets);
  const ExactSolution solution = solve(holed, holed_targets);
  EXPECT_EQ(solution.weights, expected.weights);
  EXPECT_EQ(solution.biases, expected.biases);
}

TEST(ExactSolver, ANegativeScaleTurnsTheWeights) {
  const Problem problem = make_problem(random_table(2000, 3, 12), {.rescale = -0.5});
  expect_least_norm_solution(problem, solve_exact(problem.preprocessing, problem.table, 0.0), 1e-11);
}

TEST(ExactSolver, EveryElementTypeGivesTheSame) {
  std::vector<double> values = numbers(400 * 3, 2);
  for (double& value : values) {
    value = std::floor(100 * value + 100);
  }
  const auto solve = [&](ElementType type) {
    const Table table = with_target(make_table(type, 3, values), numbers(400, 9));
    return solve_exact(fit_preprocessing(table, false, {.standardize = true}), table, 0.0).weights;
  };
  const std::vector<double> expected = solve(ElementType::float64);
  for (const ElementType type : {ElementType::uint8, ElementType::float32}) {
    const std::vector<double> weights = solve(type);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(weights[i], expected[i], 1e-12);
    }
  }
}

TEST(ExactSolver, SameBitsForAnyThreads) {
  for (const Shape shape : {Shape{5000, 9}, Shape{700, 300}}) {
    const Problem problem = make_problem(random_table(shape.rows, shape.columns, 6), {.standardize = true});
    const ExactSolution expected = solve_exact(problem.preprocessing, problem.table, 0.0, 1);
    for (const int threads : {2, 3}) {
      const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.0, threads);
      EXPECT_EQ(solution.weights, expected.weights);
      EXPECT_EQ(solution.biases, expected.biases);
    }
  }
}

TEST(ExactSolver, LineWithNoise) {
  NumberStream next(1);
  std::vector<double> x, y;
  for (int row = 0; row < 100; ++row) {
    x.push_back(next());
    y.push_back(3.0 * x.back() + 2.0 + 0.5 * next());
  }
  const Problem problem = make_problem(with_target(make_table(ElementType::float32, 1, x), y));
  const ExactSolution solution = solve_exact(problem.preprocessing, problem.table, 0.0);
  expect_least_norm_solution(problem, solution, 1e-13);
  EXPECT_NEAR(solution.weights[0], 3.0, 0.2);
  EXPECT_NEAR(solution.biases[0], 2.0, 0.2);
}

TEST(ExactSolver, RefusesWhatItCannotSolve) {
  const Table table = with_target(make_table(ElementType::float32, 1, {1, 2, 3}), {0, 1, 1});
  const Preprocessing regression = fit_preprocessing(table, false, {});
  for (const double l2 : {-1.0, missing, HUGE_VAL}) {
    expect_error(
        ErrorKind::usage, [&] { solve_exact(regression, table, l2); }, "l2");
  }
  const Preprocessing classes = fit_preprocessing(table, true, {});
  expect_error(
      ErrorKind::input, [&] { solve_exact(classes, table, 0.0); }, "train linear");
  expect_error(
      ErrorKind::input, [&] { solve_exact(regression, make_table(ElementType::float32, 1, {1}), 0.0); },
      "targets");
  const Table huge = with_target(make_table(ElementType::float64, 1, {1e200, -1e200, 3}), {0, 1, 2});
  expect_error(
      ErrorKind::input, [&] { solve_exact(fit_preprocessing(huge, false, {}), huge, 0.0); }, "'x1'",
      "too large");
  for (const double sign : {1.0, -1.0}) {
    const Table tiny =
        with_target(make_table(ElementType::float64, 2, {1, 0, 2, 0, 4, sign * 1e-170}), {0, 1, 2});
    expect_error(
        ErrorKind::input, [&] { solve_exact(fit_preprocessing(tiny, false, {}), tiny, 0.0); }, "'x2'",
        "too little");
  }
  const Table steep =
      with_target(make_table(ElementType::float64, 1, {0, 1e-100, 2e-100}), {0, 1e250, 2e250});
  expect_error(
      ErrorKind::input, [&] { solve_exact(fit_preprocessing(steep, false, {}), steep, 0.0); },
      "the exact solution is not finite");
}

/// Squares of 1e-288 still have all their digits.
TEST(ExactSolver, SolvesSmallFeatures) {
  const Table table = with_target(make_table(ElementType::float64, 1, {1e-144, -1e-144, 0}), {3, 1, 2});
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
  EXPECT_NEAR(solution.weights[0] * 1e-144, 1.0, 1e-12);
}

TEST(ExactSolver, RefusesAMatrixBeyondTheMemory) {
  Table table =
      with_target(make_table(ElementType::uint8, 1'000'000, std::vector<double>(1'000'000, 1.0)), {1});
  const Preprocessing fitted = fit_preprocessing(table, false, {});
  expect_error(
      ErrorKind::failure, [&] { solve_exact(fitted, table, 0.0); }, "1000000", "{solver} descent");
}

}  // namespace
}  // namespace glissade
