#include "glissade/exact_solver.hpp"

#include <gtest/gtest.h>

#include "golden/golden_data.hpp"

/// Regressions of scikit-learn, by singular values: least squares of full rank, and with a penalty.
namespace glissade::golden {
namespace {

/// `roundings` · 2^-53 bounds the distance of a solution by normal equations from the exact one to first
/// order (scripts/golden/solutions.py says how it is derived), and that of the golden solution, which does
/// not square the condition, all the more.
void expect_golden(const std::string& name, double l2) {
  const Table table = read_table("solved.features", "solved.targets");
  const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, l2, 1);
  const Array expected = read_array(name + ".expected");
  const Array roundings = read_array(name + ".roundings");
  const std::uint64_t features = table.values.columns();
  EXPECT_EQ(solution.rank, features);
  ASSERT_EQ(solution.weights.size(), expected.rows * features);
  double largest = 0.0;
  for (std::uint64_t output = 0; output < expected.rows; ++output) {
    for (std::uint64_t column = 0; column <= features; ++column) {
      const double value =
          column == features ? solution.biases[output] : solution.weights[output * features + column];
      const double bound = 2.0 * 0x1p-53 * roundings.at(output, column);
      const double fraction = std::abs(value - expected.at(output, column)) / bound;
      EXPECT_LE(fraction, 1.0) << "output " << output << ", column " << column;
      largest = std::max(largest, fraction);
    }
  }
  testing::Test::RecordProperty("largest_fraction_of_bound", std::to_string(largest));
}

TEST(GoldenSolutions, LeastSquares) {
  expect_golden("least_squares", 0.0);
}

TEST(GoldenSolutions, RidgeLeavesTheInterceptFree) {
  expect_golden("ridge", 0.25);
}

}  // namespace
}  // namespace glissade::golden
