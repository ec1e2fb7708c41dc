#include "glissade/matrix.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "glissade/error.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

Matrix counting_matrix(std::uint64_t rows, std::uint64_t columns) {
  Matrix matrix = Matrix::allocate(ElementType::float32, rows, columns);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column) {
      matrix.row<float>(row)[column] = static_cast<float>(row * columns + column);
    }
  }
  return matrix;
}

TEST(Matrix, AllocatesOnCacheLinesWhateverTheSize) {
  for (const std::uint64_t rows : {0U, 1U, 3U, 17U, 100'000U, 2'000'001U}) {
    Matrix matrix = counting_matrix(rows, 3);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(matrix.view().data) % 64, 0U);
    EXPECT_TRUE(matrix.writable());
    EXPECT_EQ(matrix.rows(), rows);
    if (rows != 0) {
      EXPECT_EQ(matrix.view().at(rows - 1, 2), static_cast<float>(rows * 3 - 1));
    }
  }
}

TEST(Matrix, RefusesShapesThatNoMemoryCanHold) {
  const std::uint64_t huge = std::uint64_t{1} << 63;
  EXPECT_THROW(Matrix::allocate(ElementType::float64, huge, 2), Error);
  EXPECT_THROW(Matrix::allocate(ElementType::float64, huge / 4, 1), Error);
  EXPECT_THROW(Matrix::allocate(ElementType::uint8, ~std::uint64_t{0}, 1), Error);
  EXPECT_THROW(Matrix::allocate(ElementType::uint8, std::uint64_t{1} << 60, 1), Error);
}

TEST(Matrix, KeepsRowsInPlace) {
  Matrix matrix = counting_matrix(7, 3);
  const void* before = matrix.view().data;
  matrix.keep_rows(std::array<std::uint64_t, 3>{0, 2, 6});
  EXPECT_EQ(matrix.view().data, before);
  ASSERT_EQ(matrix.rows(), 3U);
  EXPECT_EQ(matrix.view().at(1, 0), 6);
  EXPECT_EQ(matrix.view().at(2, 2), 20);
  matrix.keep_rows({});
  EXPECT_EQ(matrix.rows(), 0U);
}

TEST(Matrix, SlicesRows) {
  const Matrix matrix = counting_matrix(5, 2);
  const MatrixView part = matrix.view().slice(3, 2);
  EXPECT_EQ(part.rows, 2U);
  EXPECT_EQ(part.at(0, 1), 7);
  EXPECT_EQ(part.at(1, 1), 9);
}

TEST(Matrix, MapsPartOfAFileReadOnly) {
  const TemporaryDirectory directory;
  std::vector<float> content(5000);
  for (std::size_t index = 0; index < content.size(); ++index) {
    content[index] = static_cast<float>(index);
  }
  const std::string path = directory.write(
      "values", {reinterpret_cast<const char*>(content.data()), content.size() * sizeof(float)});
  Matrix matrix = Matrix::map(path, 4100, ElementType::float32, 100, 10);
  EXPECT_FALSE(matrix.writable());
  EXPECT_EQ(matrix.view().at(0, 0), 1025);
  EXPECT_EQ(matrix.view().at(99, 9), 1025 + 999);
  matrix.keep_rows(std::array<std::uint64_t, 2>{1, 99});
  EXPECT_TRUE(matrix.writable());
  EXPECT_EQ(matrix.view().at(0, 0), 1035);
  EXPECT_EQ(matrix.view().at(1, 9), 1025 + 999);
}

TEST(Matrix, RefusesToMapWhatTheFileDoesNotHold) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("values", std::string(400, 'x'));
  EXPECT_NO_THROW(Matrix::map(path, 0, ElementType::float32, 10, 10));
  EXPECT_NO_THROW(Matrix::map(path, 0, ElementType::float32, 0, 10));
  EXPECT_THROW(Matrix::map(path, 4, ElementType::float32, 10, 10), Error);
  EXPECT_THROW(Matrix::map(path, 2, ElementType::float32, 1, 10), Error);
  EXPECT_THROW(Matrix::map(path, ~std::uint64_t{0} - 3, ElementType::float32, 1, 1), Error);
  EXPECT_THROW(Matrix::map(path, 0, ElementType::float32, std::uint64_t{1} << 62, 4), Error);
  EXPECT_THROW(Matrix::map(directory.file("absent"), 0, ElementType::float32, 1, 1), Error);
  EXPECT_THROW(Matrix::map(directory.path(), 0, ElementType::float32, 1, 1), Error);
}

}  // namespace
}  // namespace glissade
