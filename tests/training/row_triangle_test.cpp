#include "training/exact_solver/row_triangle.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <vector>

#include "support/tables.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_rows = 32;
constexpr std::uint64_t outputs = 3;

using Matrix64 = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Rows {
  std::uint64_t count, columns;
  std::vector<double> z, t;
  Rows(std::uint64_t rows, std::uint64_t width)
      : count(rows), columns(width), z(numbers(rows * width, 3)), t(numbers(rows * outputs, 4)) {}
};

/// Rows [first, end), tile by tile.
RowTriangle triangle_of(const Rows& rows, std::uint64_t first, std::uint64_t end, InstructionSet set) {
  RowTriangle triangle(rows.columns, outputs, most_rows, set);
  PanelTile z(rows.columns, most_rows), t(outputs, most_rows);
  std::vector<double> sums(rows.columns), zeros(rows.columns), target_sums(outputs), target_zeros(outputs);
  for (; first < end; first += most_rows) {
    const std::uint64_t count = std::min(most_rows, end - first);
    z.fill(&rows.z[first * rows.columns], count, zeros, sums, set);
    t.fill(&rows.t[first * outputs], count, target_zeros, target_sums, set);
    triangle.add(z, t, count);
  }
  return triangle;
}

Matrix64 elements(const RowTriangle& triangle) {
  const auto columns = static_cast<Eigen::Index>(triangle.columns());
  Matrix64 result(columns, columns + static_cast<Eigen::Index>(outputs));
  for (Eigen::Index row = 0; row < result.rows(); ++row) {
    for (Eigen::Index column = 0; column < result.cols(); ++column) {
      const auto i = static_cast<std::uint64_t>(row), j = static_cast<std::uint64_t>(column);
      result(row, column) =
          column < columns ? triangle.element(i, j) : triangle.right(i, j - triangle.columns());
    }
  }
  return result;
}

/// RᵀR = ZᵀZ and Rᵀ·right = ZᵀT, and R is a triangle.
void expect_decomposes(const RowTriangle& triangle, const Rows& rows) {
  const Matrix64 all = elements(triangle);
  const auto columns = static_cast<Eigen::Index>(rows.columns);
  const auto count = static_cast<Eigen::Index>(rows.count);
  const Eigen::Map<const Matrix64> z(rows.z.data(), count, columns);
  const Eigen::Map<const Matrix64> t(rows.t.data(), count, static_cast<Eigen::Index>(outputs));
  const Matrix64 r = all.leftCols(columns);
  EXPECT_LE((r.transpose() * r - z.transpose() * z).cwiseAbs().maxCoeff(),
            1e-14 * static_cast<double>(count));
  EXPECT_LE((r.transpose() * all.rightCols(outputs) - z.transpose() * t).cwiseAbs().maxCoeff(),
            1e-14 * static_cast<double>(count));
  EXPECT_TRUE(Matrix64(r.triangularView<Eigen::StrictlyLower>()).isZero(0.0));
}

TEST(RowTriangle, HasTheProductsOfTheRows) {
  for (const std::uint64_t columns : {1u, 7u, 8u, 9u, 21u}) {
    for (const std::uint64_t count : {1u, 20u, 31u, 100u, 333u}) {
      const Rows rows(count, columns);
      expect_decomposes(triangle_of(rows, 0, count, best_instruction_set()), rows);
    }
  }
}

TEST(RowTriangle, TwoPartsAreTheWhole) {
  const Rows rows(300, 43);
  RowTriangle first = triangle_of(rows, 0, 130, best_instruction_set());
  PanelTile z(rows.columns, most_rows), t(outputs, most_rows);
  first.add(triangle_of(rows, 130, 300, best_instruction_set()), z, t);
  expect_decomposes(first, rows);
}

TEST(RowTriangle, SameBitsOnEveryInstructionSet) {
  const Rows rows(300, 21);
  const Matrix64 expected = elements(triangle_of(rows, 0, rows.count, InstructionSet::baseline));
  for (const InstructionSet set : supported_instruction_sets())
    EXPECT_EQ(elements(triangle_of(rows, 0, rows.count, set)), expected) << name_of(set);
}

}  // namespace
}  // namespace glissade
