#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cmath>
#include <limits>

#include "emulation/gemm_case.hpp"

/// What BLAS defines at the edges: nothing to add, nothing to read, nothing to touch, nothing finite.
namespace emulation {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr std::uint64_t no_extent = std::numeric_limits<std::uint64_t>::max();

CaseOptions shape(std::int64_t rows, std::int64_t columns, std::int64_t depth) {
  CaseOptions options;
  options.rows = rows, options.columns = columns, options.depth = depth;
  return options;
}

class GemmEdges : public testing::Test {
 protected:
  std::mt19937_64 engine{11};
};

TEST_F(GemmEdges, NanInARowOfTheLeftFactorReachesThatRowOnly) {
  for (const InputRounding rounding : {InputRounding::none, InputRounding::tf32, InputRounding::bf16}) {
    for (const float intruder : {nan, infinity}) {
      CaseOptions options = shape(11, 6, 9);
      options.rounding = rounding;
      GemmCase problem(options, engine);
      GemmCase clean = problem;
      gemm(clean.problem());
      problem.a.set(4, 7, intruder);
      gemm(problem.problem());
      for (std::int64_t column = 0; column < 6; ++column) {
        for (std::int64_t row = 0; row < 11; ++row) {
          const float value = problem.c.at(row, column);
          if (row != 4) {
            EXPECT_EQ(value, clean.c.at(row, column));
          } else {
            EXPECT_TRUE(std::isnan(intruder) ? std::isnan(value) : std::isinf(value));
          }
        }
      }
    }
  }
}

TEST_F(GemmEdges, InfinityTimesZeroAndInfinitiesThatCancelAreNan) {
  GemmCase problem(shape(2, 1, 2), engine);
  problem.a.set(0, 0, infinity);
  problem.a.set(1, 0, infinity);
  problem.a.set(1, 1, -infinity);
  problem.b.set(0, 0, 0.0f);
  problem.b.set(1, 0, 1.0f);
  gemm(problem.problem());
  EXPECT_TRUE(std::isnan(problem.c.at(0, 0)));
  problem.b.set(0, 0, 1.0f);
  gemm(problem.problem());
  EXPECT_EQ(problem.c.at(0, 0), infinity);
  EXPECT_TRUE(std::isnan(problem.c.at(1, 0)));
}

TEST_F(GemmEdges, NanInCSpreadsUnlessBetaIsZero) {
  for (const ElementType type : {ElementType::fp32, ElementType::bf16}) {
    CaseOptions options = shape(3, 2, 2);
    options.beta = 0.5f;
    options.result_type = type;
    GemmCase problem(options, engine);
    problem.c.set(1, 1, nan);
    gemm(problem.problem());
    EXPECT_TRUE(std::isnan(problem.c.at(1, 1)));
    EXPECT_FALSE(std::isnan(problem.c.at(0, 1)));
    problem.options.beta = 0.0f;
    gemm(problem.problem());
    EXPECT_FALSE(std::isnan(problem.c.at(1, 1)));
  }
}

TEST_F(GemmEdges, WithoutAProductTheFactorsAreNotReadAndCIsScaled) {
  for (const ElementType type : {ElementType::fp32, ElementType::bf16}) {
    for (const bool no_depth : {false, true}) {
      CaseOptions options = shape(5, 3, no_depth ? 0 : 4);
      options.alpha = no_depth ? infinity : 0.0f;  // Infinity times an empty sum would be NaN.
      options.beta = -0.5f;
      options.result_type = type;
      GemmCase given(options, engine);
      const TestMatrix old = given.c;
      GemmProblem problem = given.problem();
      problem.a.data = problem.b.data = nullptr;
      gemm(problem);
      EXPECT_EQ(given.c.at(4, 2), -0.5f * old.at(4, 2));
      given.c.fill_with_nan();
      problem.beta = 0.0f;
      gemm(problem);
      EXPECT_EQ(given.c.at(4, 2), 0.0f);
    }
  }
}

TEST_F(GemmEdges, WithoutAProductAndBetaOneNotABitOfCChanges) {
  TestMatrix matrix(3, 3, 4, ElementType::bf16);
  const TestMatrix old = matrix;
  GemmProblem problem;
  problem.rows = 1, problem.columns = 2;
  problem.beta = 1.0f;
  // The padding: a NaN other than the one that conversions make.
  problem.c = matrix.result();
  problem.c.data = static_cast<std::byte*>(problem.c.data) + 3 * sizeof(std::uint16_t);
  gemm(problem);
  EXPECT_EQ(matrix.bytes(), old.bytes());
  problem.c.data = nullptr;
  gemm(problem);
}

TEST_F(GemmEdges, WithoutRowsOrColumnsNothingIsTouched) {
  for (const bool no_rows : {false, true}) {
    GemmProblem problem;
    problem.rows = no_rows ? 0 : 4;
    problem.columns = no_rows ? 4 : 0;
    problem.depth = 4;
    problem.a.leading_dimension = problem.b.leading_dimension = problem.c.leading_dimension = 4;
    EXPECT_EQ(gemm_fault(problem), "");
    gemm(problem);
    const GemmExtents extents = gemm_extents(problem);
    EXPECT_EQ(extents.a + extents.b + extents.c, 0u);
  }
}

TEST_F(GemmEdges, StridesPastTwoToTheThirtyOneReachTheirElements) {
  constexpr std::int64_t stride = std::int64_t{3} << 30;
  constexpr std::size_t bytes = (stride + 1) * sizeof(float);
  void* const reserved =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED)
    GTEST_SKIP() << "this process may not reserve " << bytes << " bytes of addresses";
  auto* const far = static_cast<float*>(reserved);
  far[0] = 3.0f, far[stride] = 5.0f;
  const float near[2] = {7.0f, 11.0f};
  float result = 0.0f;
  GemmProblem problem;
  problem.rows = problem.columns = 1;
  problem.depth = 2;
  problem.a = {far, stride, ElementType::fp32};
  problem.b = {near, 2, ElementType::fp32};
  problem.c = {&result, 1, ElementType::fp32};
  gemm(problem);
  EXPECT_EQ(result, 3.0f * 7.0f + 5.0f * 11.0f);
  EXPECT_EQ(gemm_extents(problem).a, bytes);
  munmap(reserved, bytes);
}

TEST(GemmExtents, EndWithTheLastElement) {
  EXPECT_EQ(matrix_bytes(3, 1, 3, ElementType::fp32), 12u);
  EXPECT_EQ(matrix_bytes(3, 4, 3, ElementType::fp32), 48u);
  EXPECT_EQ(matrix_bytes(3, 4, 10, ElementType::fp32), 132u);
  EXPECT_EQ(matrix_bytes(3, 4, 10, ElementType::bf16), 66u);
  EXPECT_EQ(matrix_bytes(0, 4, 10, ElementType::fp32), 0u);
  EXPECT_EQ(matrix_bytes(3, 0, 10, ElementType::fp32), 0u);
  EXPECT_EQ(matrix_bytes(1, 100'000, 100'000, ElementType::fp32), (99'999ull * 100'000 + 1) * 4);
  EXPECT_EQ(matrix_bytes(1, std::int64_t{1} << 40, std::int64_t{1} << 40, ElementType::fp32), no_extent);
  EXPECT_EQ(matrix_bytes(1, 2, std::numeric_limits<std::int64_t>::max(), ElementType::fp32), no_extent);
}

TEST(GemmExtents, FollowTheTranspositionsAndWhatIsTouched) {
  GemmProblem problem;
  problem.rows = 2, problem.columns = 3, problem.depth = 5;
  problem.a.leading_dimension = problem.b.leading_dimension = problem.c.leading_dimension = 8;
  problem.c.type = ElementType::bf16;
  EXPECT_EQ(gemm_extents(problem).a, (4u * 8 + 2) * 4);
  EXPECT_EQ(gemm_extents(problem).b, (2u * 8 + 5) * 4);
  EXPECT_EQ(gemm_extents(problem).c, (2u * 8 + 2) * 2);
  problem.transpose_a = true;
  EXPECT_EQ(gemm_extents(problem).a, (1u * 8 + 5) * 4);
  EXPECT_EQ(gemm_extents(problem).b, (2u * 8 + 5) * 4);
  problem.transpose_b = true;
  EXPECT_EQ(gemm_extents(problem).b, (4u * 8 + 3) * 4);
  problem.alpha = 0.0f;
  EXPECT_EQ(gemm_extents(problem).a + gemm_extents(problem).b, 0u);
  EXPECT_EQ(gemm_extents(problem).c, (2u * 8 + 2) * 2);
  problem.beta = 1.0f;
  EXPECT_EQ(gemm_extents(problem).c, 0u);
}

TEST(GemmFault, IsWhatBlasRefuses) {
  GemmProblem good;
  good.rows = 2, good.columns = 3, good.depth = 5;
  good.a.leading_dimension = 2, good.b.leading_dimension = 5, good.c.leading_dimension = 2;
  EXPECT_EQ(gemm_fault(good), "");
  const auto with = [&good](auto change) {
    GemmProblem problem = good;
    change(problem);
    return gemm_fault(problem);
  };
  EXPECT_NE(with([](GemmProblem& problem) { problem.rows = -1; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.columns = -1; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.depth = -1; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.a.leading_dimension = 1; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.b.leading_dimension = 4; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.c.leading_dimension = 1; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.transpose_a = true; }), "");
  EXPECT_EQ(with([](GemmProblem& problem) { problem.transpose_b = true; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.a.type = ElementType::bf16; }), "");
  EXPECT_NE(with([](GemmProblem& problem) { problem.rows = 0, problem.c.leading_dimension = 0; }), "");
}

}  // namespace
}  // namespace emulation
