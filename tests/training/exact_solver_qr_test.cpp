#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "glissade/exact_solver.hpp"
#include "support/tables.hpp"

/// The exact solver against Householder's elimination of all rows in long double, which shares nothing with
/// it.
namespace glissade {
namespace {

struct Case {
  std::string name;
  std::uint64_t rows, columns;
  std::vector<double> x, y;
};

/// Fitted values by reflecting [1 x | y] down to a triangle and back: Q·Qᵀ·y.
std::vector<long double> fitted_by_reflections(const Case& of) {
  const std::uint64_t width = of.columns + 1;
  std::vector<std::vector<long double>> columns(width, std::vector<long double>(of.rows, 1.0L));
  for (std::uint64_t row = 0; row < of.rows; ++row) {
    for (std::uint64_t column = 0; column < of.columns; ++column)
      columns[column + 1][row] = of.x[row * of.columns + column];
  }
  // Lengths of 1 first: elimination without pivots minds scales that differ by 1e16.
  for (auto& column : columns) {
    long double squares = 0.0L;
    for (const long double value : column)
      squares += value * value;
    for (long double& value : column)
      value /= std::sqrt(squares);
  }
  std::vector<long double> y(of.y.begin(), of.y.end());
  std::vector<std::vector<long double>> reflectors;
  const auto reflect = [](const std::vector<long double>& by, std::vector<long double>& vector) {
    long double along = 0.0L, squares = 0.0L;
    for (std::size_t i = 0; i < by.size(); ++i) {
      along += by[i] * vector[i];
      squares += by[i] * by[i];
    }
    for (std::size_t i = 0; i < by.size(); ++i)
      vector[i] -= 2.0L * along / squares * by[i];
  };
  for (std::uint64_t step = 0; step < std::min(width, of.rows); ++step) {
    std::vector<long double> reflector = columns[step];
    std::fill_n(reflector.begin(), step, 0.0L);
    long double squares = 0.0L;
    for (const long double value : reflector)
      squares += value * value;
    reflector[step] += std::copysign(std::sqrt(squares), reflector[step]);
    for (std::uint64_t column = step; column < width; ++column)
      reflect(reflector, columns[column]);
    reflect(reflector, y);
    reflectors.push_back(std::move(reflector));
  }
  std::fill(y.begin() + static_cast<std::ptrdiff_t>(reflectors.size()), y.end(), 0.0L);
  for (auto reflector = reflectors.rbegin(); reflector != reflectors.rend(); ++reflector)
    reflect(*reflector, y);
  return y;
}

std::vector<Case> cases() {
  std::vector<Case> cases;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::uint64_t rows = 60 + 37 * seed, columns = 2 + seed;
    const auto add = [&](const std::string& name, const auto& change) {
      Case one{name + ", seed " + std::to_string(seed), rows, columns, numbers(rows * columns, seed),
               numbers(rows, 1000 + seed)};
      for (std::uint64_t row = 0; row < rows; ++row)
        change(&one.x[row * columns], one.y[row]);
      cases.push_back(std::move(one));
    };
    add("well posed", [](double* /*x*/, double& /*y*/) {});
    add("badly scaled", [&](double* x, double& /*y*/) {
      for (std::uint64_t column = 0; column < columns; ++column)
        x[column] *=
            std::pow(10.0, 16.0 * static_cast<double>(column) / static_cast<double>(columns - 1) - 8.0);
    });
    add("far from zero", [&](double* x, double& y) {
      for (std::uint64_t column = 0; column < columns; ++column)
        x[column] += 1e5;
      y += 1e6;
    });
    // Sums lose the answer from 1e-4 on, rounding of the columns' values only from 1e-8 on.
    add("collinear", [&](double* x, double& y) {
      y += x[1];
      x[1] = x[0] + std::pow(10.0, -1.0 - 0.5 * static_cast<double>(seed)) * x[1];
    });
    add("collinear and badly scaled", [&](double* x, double& /*y*/) {
      x[1] = 1e6 * (x[0] + 1e-4 * x[1]);
      x[columns - 1] *= 1e-7;
    });
  }
  return cases;
}

TEST(ExactSolverQr, AgreesWithReflectionsOfAllRows) {
  const std::vector<Case> all = cases();
  ASSERT_EQ(all.size(), 50u);
  for (const Case& one : all) {
    SCOPED_TRACE(one.name);
    const Table table = with_target(make_table(ElementType::float64, one.columns, one.x), one.y);
    const ExactSolution solution = solve_exact(fit_preprocessing(table, false, {}), table, 0.0);
    EXPECT_EQ(solution.rank, one.columns);
    const std::vector<long double> expected = fitted_by_reflections(one);
    long double largest = 0.0L;
    for (std::uint64_t row = 0; row < one.rows; ++row) {
      long double fitted = solution.biases[0];
      for (std::uint64_t column = 0; column < one.columns; ++column)
        fitted += static_cast<long double>(solution.weights[column]) * one.x[row * one.columns + column];
      largest = std::max(largest, std::abs(fitted - expected[row]));
    }
    EXPECT_LE(static_cast<double>(largest), 1e-8);  // targets are of size 1
  }
}

}  // namespace
}  // namespace glissade
