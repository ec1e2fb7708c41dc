#include "training/exact_solver/panel_tile.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <span>

#include "support/tables.hpp"
#include "training/exact_solver/cross_products.hpp"
#include "training/exact_solver/gram.hpp"

namespace glissade {
namespace {

using Matrix64 = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// What is computed of a tile of `columns` features and one of 3 targets.
struct TileProducts {
  std::vector<double> sums, gram, cross;
  bool operator==(const TileProducts&) const = default;
};

template <class T>
TileProducts products_of(const std::vector<double>& values, const std::vector<double>& targets,
                         std::uint64_t rows, InstructionSet instruction_set) {
  const std::uint64_t columns = values.size() / rows;
  const std::vector<T> stored(values.begin(), values.end());
  PanelTile features(columns, rows), outputs(3, rows);
  TileProducts products;
  products.sums.resize(columns);
  std::vector<double> target_sums(3);
  features.fill(stored.data(), rows, std::vector<double>(columns, 0.5), products.sums, instruction_set);
  outputs.fill(targets.data(), rows, std::vector<double>(3), target_sums, instruction_set);
  GramMatrix gram(columns, instruction_set);
  gram.add(features, rows, std::as_bytes(std::span(stored)));
  gram.add(features, rows - 1);
  products.gram = gram.result();
  products.cross.resize(3 * features.panels() * PanelRow::columns);
  add_cross_products(outputs, features, rows, products.cross, instruction_set);
  return products;
}

template <class T>
void expect_same_products(std::uint64_t columns) {
  const std::uint64_t rows = PanelTile::rows_in_cache(columns) - 3;
  std::vector<double> values = numbers(rows * columns, columns);
  for (double& value : values) {
    value = std::floor(100.0 * value + 100.0);
  }
  const std::vector<double> targets = numbers(rows * 3, columns + 1);
  const TileProducts expected = products_of<T>(values, targets, rows, InstructionSet::baseline);
  for (const InstructionSet instruction_set : supported_instruction_sets()) {
    EXPECT_EQ(products_of<T>(values, targets, rows, instruction_set), expected);
  }
  const auto height = static_cast<Eigen::Index>(rows);
  const auto width = static_cast<Eigen::Index>(columns);
  const Matrix64 z = Eigen::Map<const Matrix64>(values.data(), height, width).array() - 0.5;
  const Matrix64 gram = 2.0 * z.transpose() * z - z.bottomRows(1).transpose() * z.bottomRows(1);
  EXPECT_EQ((Eigen::Map<const Matrix64>(expected.gram.data(), width, width)), gram);
  EXPECT_EQ((Eigen::Map<const Eigen::RowVectorXd>(expected.sums.data(), width)), z.colwise().sum());
  const auto padded = static_cast<Eigen::Index>(expected.cross.size() / 3);
  const Eigen::Map<const Matrix64> cross(expected.cross.data(), 3, padded);
  const Matrix64 reference = Eigen::Map<const Matrix64>(targets.data(), height, 3).transpose() * z;
  EXPECT_LE((cross.leftCols(width) - reference).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_TRUE((cross.rightCols(padded - width).array() == 0.0).all());
}

TEST(PanelTile, SameBitsOnEveryInstructionSet) {
  for (const std::uint64_t columns : {1u, 7u, 8u, 9u, 23u, 43u}) {
    expect_same_products<std::uint8_t>(columns);
    expect_same_products<float>(columns);
    expect_same_products<double>(columns);
  }
}

}  // namespace
}  // namespace glissade
