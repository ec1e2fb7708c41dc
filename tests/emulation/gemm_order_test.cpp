#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "cuda_bf16.h"
#include "emulation/gemm_case.hpp"

/// Bit by bit: which roundings the matrix product makes, and in which order.
namespace emulation {
namespace {

/// By the value's own digits, where the code under test works on bits.
float rounded_again(float value, InputRounding rounding) {
  if (rounding == InputRounding::none)
    return value;
  int exponent = 0;
  const double significand = std::frexp(static_cast<double>(value), &exponent);
  if (rounding == InputRounding::tf32)
    return static_cast<float>(std::ldexp(std::trunc(std::ldexp(significand, 11)), exponent - 11));
  return static_cast<float>(std::ldexp(std::nearbyint(std::ldexp(significand, 8)), exponent - 8));
}

float sum_again(const GemmCase& given, std::int64_t row, std::int64_t column) {
  const CaseOptions& options = given.options;
  float sum = 0.0f;
  for (std::int64_t position = 0; position < options.depth; ++position) {
    const float left = options.transpose_a ? given.a.at(position, row) : given.a.at(row, position);
    const float right = options.transpose_b ? given.b.at(column, position) : given.b.at(position, column);
    const float product = rounded_again(left, options.rounding) * rounded_again(right, options.rounding);
    sum += product;
  }
  return sum;
}

std::uint32_t bits(float value) {
  return std::bit_cast<std::uint32_t>(value);
}

void expect_the_same_bits(const CaseOptions& options, std::mt19937_64& engine) {
  GemmCase problem(options, engine);
  const TestMatrix old = problem.c;
  gemm(problem.problem());
  for (std::int64_t column = 0; column < options.columns; ++column) {
    for (std::int64_t row = 0; row < options.rows; ++row) {
      float expected = options.alpha * sum_again(problem, row, column);
      if (options.beta != 0.0f)
        expected += options.beta * old.at(row, column);
      if (options.result_type == ElementType::bf16)
        expected = rounded_again(expected, InputRounding::bf16);
      ASSERT_EQ(bits(problem.c.at(row, column)), bits(expected)) << describe(options);
    }
  }
}

TEST(GemmOrder, IsARunningSumOverTheDepthOfFactorsRoundedAsAsked) {
  std::mt19937_64 engine(7);
  for (const InputRounding rounding : {InputRounding::none, InputRounding::tf32, InputRounding::bf16}) {
    for (const ElementType type : {ElementType::fp32, ElementType::bf16}) {
      for (const int depth : {1, 2, 70, 256, 257, 600}) {
        CaseOptions options;
        options.rows = 13, options.columns = 7, options.depth = depth;
        options.transpose_a = engine() % 2 == 0;
        options.transpose_b = engine() % 2 == 0;
        options.factor_type = type;
        options.result_type = engine() % 2 == 0 ? ElementType::bf16 : ElementType::fp32;
        options.rounding = rounding;
        options.alpha = 1.7f;
        options.beta = engine() % 2 == 0 ? 0.3f : 0.0f;
        ASSERT_NO_FATAL_FAILURE(expect_the_same_bits(options, engine));
      }
    }
  }
}

TEST(GemmOrder, OfAnElementDoesNotDependOnWhatLiesBesideIt) {
  std::mt19937_64 engine(8);
  CaseOptions options;
  options.rows = 23, options.columns = 14, options.depth = 300;
  GemmCase whole(options, engine);
  gemm(whole.problem());
  // The same columns of B and rows of A, one element at a time.
  for (std::int64_t column = 0; column < options.columns; ++column) {
    for (std::int64_t row = 0; row < options.rows; ++row) {
      float value = 0.0f;
      GemmProblem one = whole.problem();
      one.rows = one.columns = 1;
      one.a.data = static_cast<const float*>(one.a.data) + row;
      one.b.data = static_cast<const float*>(one.b.data) + column * one.b.leading_dimension;
      one.c = {&value, 1, ElementType::fp32};
      gemm(one);
      ASSERT_EQ(bits(value), bits(whole.c.at(row, column))) << row << ", " << column;
    }
  }
}

}  // namespace
}  // namespace emulation
