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
}

}  // namespace
}  // namespace glissade::cuda
