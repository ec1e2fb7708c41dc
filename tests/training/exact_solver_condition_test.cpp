#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numeric>

#include "glissade/exact_solver.hpp"
#include "support/tables.hpp"

/// The exact solver against an independent method in higher precision, on tables whose columns nearly depend
/// on each other or differ by many powers of ten.
namespace glissade {
namespace {

using Wide = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
using WideVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

constexpr std::uint64_t rows = 900;
constexpr std::uint64_t columns = 6;

struct Features {
  std::vector<double> values;
  double at(std::uint64_t row, std::uint64_t column) const { return values[row * columns + column]; }
};

Table table_of(const Features& features, std::uint64_t seed) {
  const std::vector<double> noise = numbers(rows, seed);
  std::vector<double> targets(rows);
  for (std::uint64_t row = 0; row < rows; ++row)
    targets[row] = std::sin(static_cast<double>(row)) + noise[row];
  return with_target(make_table(ElementType::float64, columns, features.values), targets);
}

/// The projection of the targets, in long double, of features that are scaled by their lengths. Columns that
/// the others leave less than `threshold` of count as dependent.
WideVector independent_predictions(const Features& features, const Table& table, long double threshold) {
  Wide matrix(rows, columns);
  WideVector targets(rows);
  for (std::uint64_t row = 0; row < rows; ++row) {
    targets[static_cast<Eigen::Index>(row)] = table.targets.values[row];
    for (std::uint64_t column = 0; column < columns; ++column)
      matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) = features.at(row, column);
  }
  const long double mean = targets.mean();
  targets.array() -= mean;
  const Eigen::Matrix<long double, 1, Eigen::Dynamic> means = matrix.colwise().mean();
  matrix.rowwise() -= means;
  const Eigen::Matrix<long double, 1, Eigen::Dynamic> lengths = matrix.colwise().norm();
  for (Eigen::Index column = 0; column < matrix.cols(); ++column)
    matrix.col(column) /= lengths[column];
  Eigen::CompleteOrthogonalDecomposition<Wide> qr;
  qr.setThreshold(threshold);
  qr.compute(matrix);
  WideVector predictions = matrix * qr.solve(targets);
  predictions.array() += mean;
  return predictions;
}

/// Largest difference of the predictions, in units of the largest target.
double difference(const ExactSolution& solution, const Features& features, const WideVector& expected) {
  long double largest = 0.0L;
  for (std::uint64_t row = 0; row < rows; ++row) {
    long double prediction = solution.biases[0];
    for (std::uint64_t column = 0; column < columns; ++column)
      prediction += static_cast<long double>(solution.weights[column]) * features.at(row, column);
    largest = std::max(largest, std::abs(prediction - expected[static_cast<Eigen::Index>(row)]));
  }
  return static_cast<double>(largest / expected.cwiseAbs().maxCoeff());
}

Features random_features(std::uint64_t seed) {
  return {numbers(rows * columns, seed)};
}

/// The last column is a combination of the first three, but for `distance` times a number of its own.
Features nearly_dependent(std::uint64_t seed, double distance) {
  Features features = random_features(seed);
  for (std::uint64_t row = 0; row < rows; ++row) {
    double* const values = &features.values[row * columns];
    values[5] = values[0] - 2.0 * values[1] + 0.5 * values[2] + distance * values[5];
  }
  return features;
}

TEST(ExactSolverCondition, NearlyDependentColumnsAreToldApart) {
  for (int power = 0; power <= 12; ++power) {
    const double distance = std::pow(10.0, -power);
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      const Features features = nearly_dependent(seed, distance);
      const Table table = table_of(features, seed + 100);
      const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
      EXPECT_EQ(solution.rank, columns) << distance;
      const double got = difference(solution, features, independent_predictions(features, table, 1e-17L));
      // Values less their mean are rounded, so a direction of this length is known to as many digits as are
      // left.
      EXPECT_LE(got, 1e-8 + 32.0 * 0x1p-53 / distance) << distance << ", seed " << seed;
    }
  }
}

TEST(ExactSolverCondition, DependentButForRoundingIsDependent) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Features features = nearly_dependent(seed, 0.0);
    for (std::uint64_t row = 0; row < rows; ++row)
      features.values[row * columns + 5] *= 1e5;
    const Table table = table_of(features, seed + 100);
    const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
    EXPECT_EQ(solution.rank, columns - 1);
    EXPECT_EQ(solution.dependent_features.size(), 1u);
    EXPECT_LE(difference(solution, features, independent_predictions(features, table, 1e-12L)), 1e-11);
  }
}

/// The last column is small beside the two that it is the difference of, whose roundings are then all that
/// tells it from that difference; more is left of it than of the second column, which is nearly, but not
/// quite, the first.
TEST(ExactSolverCondition, RoundingsOfOthersCountAsWell) {
  Features features = random_features(7);
  for (std::uint64_t row = 0; row < rows; ++row) {
    double* const values = &features.values[row * columns];
    values[1] = values[0] + 1e-10 * values[1];
    values[2] = 2.0 * values[0];
    values[5] = values[3] - values[4];
    values[3] += 1e8;
    values[4] += 1e8;
  }
  const Table table = table_of(features, 107);
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
  EXPECT_EQ(solution.rank, 4u);
  EXPECT_EQ(solution.dependent_features, std::vector<std::uint64_t>({2, 5}));
  Features without = features;
  for (std::uint64_t row = 0; row < rows; ++row)
    without.values[row * columns + 5] = without.values[row * columns];
  EXPECT_LE(difference(solution, features, independent_predictions(without, table, 1e-13L)),
            1e-7 + 32.0 * 0x1p-53 / 1e-10);
}

/// The solution of least norm all but ignores columns of small numbers, and must predict with them all the
/// same.
TEST(ExactSolverCondition, DependentColumnsOfVeryDifferentSize) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Features features = nearly_dependent(seed, 0.0);
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (std::uint64_t column = 0; column < columns; ++column)
        features.values[row * columns + column] *= std::pow(10.0, 5.0 * static_cast<double>(column) - 12.0);
    }
    const Table table = table_of(features, seed + 100);
    const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
    EXPECT_EQ(solution.rank, columns - 1);
    const double got = difference(solution, features, independent_predictions(features, table, 1e-12L));
    EXPECT_LE(got, 1e-11);
  }
}

TEST(ExactSolverCondition, PenalisedGradientVanishes) {
  for (const double l2 : {1e-20, 1e-12, 1e-3}) {
    const Features features = nearly_dependent(4, 1e-7);
    const Table table = table_of(features, 104);
    const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, l2);
    EXPECT_EQ(solution.rank, columns);
    std::vector<double> residual(rows, solution.biases[0]);
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (std::uint64_t column = 0; column < columns; ++column)
        residual[row] += solution.weights[column] * features.at(row, column);
      residual[row] -= table.targets.values[row];
    }
    double largest_weight = 0.0;
    for (const double weight : solution.weights)
      largest_weight = std::max(largest_weight, std::abs(weight));
    for (std::uint64_t column = 0; column < columns; ++column) {
      double gradient = l2 * solution.weights[column];
      for (std::uint64_t row = 0; row < rows; ++row)
        gradient += 2.0 / static_cast<double>(rows) * features.at(row, column) * residual[row];
      EXPECT_LE(std::abs(gradient), 1e-14 * (1.0 + largest_weight)) << l2;
    }
  }
}

TEST(ExactSolverCondition, SameBitsForAnyThreads) {
  for (const double distance : {0.0, 1e-7}) {
    const Features features = nearly_dependent(2, distance);
    const Table table = table_of(features, 102);
    const Preprocessing preprocessing = fit_preprocessing(table, false, {});
    const ExactSolution expected = solve_exact(preprocessing, table, 0.0, 1);
    const ExactSolution solution = solve_exact(preprocessing, table, 0.0, 3);
    EXPECT_EQ(solution.weights, expected.weights);
    EXPECT_EQ(solution.biases, expected.biases);
  }
}

TEST(ExactSolverCondition, ColumnsOfVeryDifferentSizeFarFromZero) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Features features = nearly_dependent(seed, 1e-4);
    const std::vector<double> exponents = numbers(2 * columns, seed + 50);
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (std::uint64_t column = 0; column < columns; ++column) {
        double& value = features.values[row * columns + column];
        value = std::pow(10.0, 12.0 * exponents[column]) * (value + 1e3 * exponents[columns + column]);
      }
    }
    const Table table = table_of(features, seed + 100);
    for (const bool standardize : {false, true}) {
      const Preprocessing preprocessing = fit_preprocessing(table, false, {.standardize = standardize});
      const ExactSolution solution = solve_exact(preprocessing, table, 0.0);
      EXPECT_EQ(solution.rank, columns);
      if (!standardize) {
        const double got = difference(solution, features, independent_predictions(features, table, 1e-17L));
        EXPECT_LE(got, 1e-8);
      }
    }
  }
}

}  // namespace
}  // namespace glissade
