#include <gtest/gtest.h>

#include "kernels/linear_gradient.hpp"
#include "kernels/step_table.hpp"

/// Batches of any size are cut into few tiles, of which none is empty.
namespace glissade::cuda {
namespace {

constexpr std::uint64_t batches[] = {1, 16, 17, 8192, 8193, 16384, 16385, 16386, 131072, 131073, 1000000};

void expect_few_tiles(std::uint64_t rows, std::uint64_t tile_rows) {
  const std::uint64_t tiles = (rows + tile_rows - 1) / tile_rows;
  EXPECT_LE(tiles, 512u) << rows << " rows";
  EXPECT_TRUE(tile_rows <= 256 || tiles > 128) << rows << " rows in " << tiles << " tiles";
}

TEST(Tiles, OfABatch) {
  EXPECT_EQ(RowTiles(0).count(), 0u);
  for (const std::uint64_t rows : batches) {
    const RowTiles tiles(rows);
    expect_few_tiles(rows, tiles.tile_rows);
    EXPECT_LT(tiles.first(tiles.count() - 1), rows);
    EXPECT_EQ(tiles.end(tiles.count() - 1), rows);
  }
}

TEST(Tiles, OfALinearRegression) {
  for (const std::uint64_t columns : {1, 8, 9, 1024, 1025})
    for (const std::uint64_t rows : batches)
      expect_few_tiles(rows, linear_tile_rows(columns, rows));
  EXPECT_GE(linear_tile_rows(8, 32), 256u) << "a row for each thread";
  EXPECT_GE(linear_tile_rows(1025, 32), 16u) << "a row for the block is too few";
}

/// Bounds follow from how many columns, or rows, each thread adds up by itself.
TEST(Tiles, ShareALinearRegressionsColumnsAndRowsOutToThreads) {
  const std::uint64_t of_one = linear_dot_depth(1);
  EXPECT_EQ(linear_dot_depth(8) - of_one, 8 / 1 - 1) << "a thread a row";
  EXPECT_EQ(linear_dot_depth(9), of_one) << "a warp a row";
  EXPECT_EQ(linear_dot_depth(1024) - of_one, 1024 / 32 - 1) << "a warp a row";
  EXPECT_EQ(linear_dot_depth(1025) - of_one, 1024 / 256) << "a block a row";
  EXPECT_EQ(linear_dot_depth(8192) - of_one, 8192 / 256 - 1) << "a block a row";

  constexpr std::uint64_t rows = 512 * 256;  // the same tiles for all
  const std::uint64_t row_of_each = linear_row_sum_depth(1, rows);
  EXPECT_EQ(linear_row_sum_depth(1024, rows) - row_of_each, 256 / (256 / 32) - 1);
  EXPECT_EQ(linear_row_sum_depth(8192, rows) - row_of_each, 256 - 1);
}

}  // namespace
}  // namespace glissade::cuda
