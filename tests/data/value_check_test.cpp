#include "data/value_check.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <limits>
#include <vector>

namespace glissade {
namespace {

constexpr std::uint64_t tile_values = ValueCheck::tile_bytes / sizeof(float);

Matrix counted(std::uint64_t count) {
  Matrix matrix = Matrix::allocate(ElementType::float32, count, 1);
  for (std::uint64_t index = 0; index < count; ++index)
    matrix.row<float>(0)[index] = static_cast<float>(index) + 0.25f;
  return matrix;
}

ValueFindings findings_of(const MatrixView& values, bool allow_missing, int threads, std::uint64_t at_once) {
  ValueCheck check(values, allow_missing);
  while (!check.at_end())
    check.advance(at_once, threads);
  return check.findings();
}

/// However the matrix falls into tiles, and whoever looks at them.
TEST(ValueCheck, ChecksumIsThatOfAllBytes) {
  for (const std::uint64_t count :
       {std::uint64_t{1}, tile_values - 1, tile_values, tile_values + 1, 3 * tile_values + 17}) {
    const Matrix matrix = counted(count);
    const std::uint64_t bytes = count * sizeof(float);
    const auto expected = static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const unsigned char*>(matrix.view().row<float>(0)), bytes));
    for (const int threads : {1, 3}) {
      for (const std::uint64_t at_once : {1, 2, 100}) {
        const ValueFindings found = findings_of(matrix.view(), false, threads, at_once);
        EXPECT_EQ(found.checksum, expected) << count;
        EXPECT_EQ(found.bytes, bytes);
        EXPECT_FALSE(found.first_bad.has_value());
      }
    }
  }
}

TEST(ValueCheck, FindsTheFirstBadValueOfAnyTile) {
  for (const std::uint64_t place : {std::uint64_t{0}, tile_values - 1, tile_values, 2 * tile_values + 5}) {
    Matrix matrix = counted(2 * tile_values + 6);
    matrix.row<float>(0)[place] = std::numeric_limits<float>::quiet_NaN();
    matrix.row<float>(0)[2 * tile_values + 5] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(findings_of(matrix.view(), false, 2, 100).first_bad, place);
    const ValueFindings allowed = findings_of(matrix.view(), true, 2, 1);
    EXPECT_EQ(allowed.first_bad, 2 * tile_values + 5) << "an infinity is never missing";
    EXPECT_EQ(allowed.missing, place == 2 * tile_values + 5 ? 0u : 1u);
  }
}

}  // namespace
}  // namespace glissade
