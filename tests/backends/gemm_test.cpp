#include "backends/cpu/gemm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

/// Products of every shape, bit for bit beside sums written out.
namespace glissade::cpu {
namespace {

struct Shape {
  std::uint64_t m, n, k;
};

/// Values with rows of `columns` and `padding` more, which nobody may touch or use.
struct Rows {
  Rows(std::uint64_t rows, std::uint64_t columns, std::uint64_t padding)
      : stride(columns + padding), values(rows * stride - (rows > 0 ? padding : 0), std::nanf("")) {}

  std::uint64_t stride;
  std::vector<float> values;
};

Rows random_rows(std::uint64_t rows, std::uint64_t columns, std::uint64_t padding, std::mt19937& random) {
  Rows result(rows, columns, padding);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column)
      result.values[row * result.stride + column] = uniform(random);
  }
  return result;
}

float next_sum(InstructionSet instruction_set, float sum, float a, float b) {
  return instruction_set == InstructionSet::baseline ? sum + a * b : std::fma(a, b, sum);
}

void check(InstructionSet instruction_set, const Shape& shape, bool transposed, bool accumulate,
           std::mt19937& random) {
  const auto [m, n, k] = shape;
  const Rows a = transposed ? random_rows(k, m, 3, random) : random_rows(m, k, 3, random);
  const Rows b = random_rows(k, n, 5, random);
  Rows result = random_rows(m, n, 7, random);
  const Rows before = result;
  multiply({.m = m,
            .n = n,
            .k = k,
            .a = {a.values.data(), a.stride, transposed ? Transpose::yes : Transpose::no},
            .b = {b.values.data(), b.stride},
            .result = result.values.data(),
            .result_stride = result.stride,
            .accumulates = accumulate},
           instruction_set);
  for (std::uint64_t row = 0; row < m; ++row) {
    for (std::uint64_t column = 0; column < n; ++column) {
      float sum = accumulate ? before.values[row * result.stride + column] : 0.0f;
      for (std::uint64_t term = 0; term < k; ++term) {
        sum = next_sum(instruction_set, sum,
                       a.values[transposed ? term * a.stride + row : row * a.stride + term],
                       b.values[term * b.stride + column]);
      }
      ASSERT_EQ(result.values[row * result.stride + column], sum)
          << name_of(instruction_set) << ' ' << m << " × " << n << " × " << k << " at " << row << ", "
          << column;
    }
    for (std::uint64_t column = n; column < result.stride && row + 1 < m; ++column)
      ASSERT_TRUE(std::isnan(result.values[row * result.stride + column])) << "written behind a row";
  }
}

TEST(Gemm, SumsInOrderWhateverTheShape) {
  std::mt19937 random(7);
  for (const InstructionSet instruction_set : supported_instruction_sets()) {
    for (const std::uint64_t m : {1, 2, 5, 12, 13, 14, 15, 29, 64}) {
      for (const std::uint64_t n : {1, 2, 7, 8, 9, 16, 17, 31, 33, 48, 64, 65, 80, 81, 100, 130}) {
        for (const std::uint64_t k : {1, 3, 128, 131}) {
          check(instruction_set, {m, n, k}, false, false, random);
          check(instruction_set, {m, n, k}, true, true, random);
        }
      }
    }
  }
}

TEST(Gemm, OfNothingIsZero) {
  std::mt19937 random(7);
  for (const InstructionSet instruction_set : supported_instruction_sets()) {
    check(instruction_set, {3, 5, 0}, false, false, random);
    check(instruction_set, {3, 5, 0}, false, true, random);
    check(instruction_set, {0, 5, 4}, false, false, random);
    check(instruction_set, {4, 0, 4}, false, false, random);
  }
}

}  // namespace
}  // namespace glissade::cpu
