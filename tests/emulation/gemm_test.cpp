#include <cblas.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "emulation/gemm_case.hpp"
#include "verification/bounds/bounds.hpp"

/// The emulated matrix product against an independent BLAS in fp64, on the factors before any rounding.
namespace emulation {
namespace {

using glissade::verification::smallest_subnormal;
using glissade::verification::sum_bound;
using glissade::verification::sum_growth;
using glissade::verification::unit_roundoff;

constexpr std::array awkward_extents = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70};
constexpr std::array factors = {0.0f, 1.0f, -0.5f, 1.7f};
constexpr std::array roundings = {InputRounding::none, InputRounding::tf32, InputRounding::bf16};

CBLAS_TRANSPOSE operation(bool transposed) {
  return transposed ? CblasTrans : CblasNoTrans;
}

/// alpha·op(A)·op(B) + beta·C, laid out as C is.
std::vector<double> reference(const GemmCase& problem, double alpha, const std::vector<double>& a,
                              const std::vector<double>& b, double beta) {
  const CaseOptions& options = problem.options;
  std::vector<double> c = problem.c.values();
  cblas_dgemm(CblasColMajor, operation(options.transpose_a), operation(options.transpose_b),
              static_cast<int>(options.rows), static_cast<int>(options.columns),
              static_cast<int>(options.depth), alpha, a.data(),
              static_cast<int>(problem.a.leading_dimension()), b.data(),
              static_cast<int>(problem.b.leading_dimension()), beta, c.data(),
              static_cast<int>(problem.c.leading_dimension()));
  return c;
}

std::vector<double> absolute(std::vector<double> values) {
  for (double& value : values)
    value = std::abs(value);
  return values;
}

double input_error(const CaseOptions& options) {
  if (options.factor_type == ElementType::bf16 || options.rounding == InputRounding::none)
    return 0.0;
  return options.rounding == InputRounding::tf32 ? 0x1p-10 : 0x1p-8;
}

/// How far round(round(alpha·s) + round(beta·c)) may stray, s a sum of products whose sizes add up to
/// `magnitude`; alpha or beta = 1 rounds nothing, and = 0 leaves nothing to add.
double bound(const CaseOptions& options, double expected, double magnitude, double old) {
  const auto depth = static_cast<std::uint64_t>(options.depth);
  const auto compared = static_cast<std::uint64_t>(options.rows * options.columns);
  const double old_part = options.beta == 0.0f ? 0.0 : std::abs(options.beta * old);
  const double size = std::abs(options.alpha) * magnitude + old_part;
  const double reference_error =
      sum_growth({depth + 3, 0, compared}, {.unit_roundoff = 0x1p-53, .rounds_to_nearest = false}) * size;
  const bool adds = options.alpha != 0.0f && options.beta != 0.0f;
  const auto growth = [&](float factor) {
    return std::pow(1.0 + unit_roundoff, (factor != 1.0f ? 1 : 0) + (adds ? 1 : 0));
  };
  double error = reference_error + (growth(options.beta) - 1.0) * old_part;
  if (options.alpha != 0.0f) {
    const double sum_error =
        sum_bound({depth, 0, compared}, magnitude, {.input_error = input_error(options)});
    const double sum_part =
        std::abs(expected - (options.beta == 0.0f ? 0.0 : options.beta * old)) + reference_error;
    error += growth(options.alpha) * std::abs(options.alpha) * sum_error +
             (growth(options.alpha) - 1.0) * sum_part;
  }
  error +=
      size == 0.0 ? 0.0 : 2 * smallest_subnormal;  // Half for each scaled part, each grown by less than 2.
  if (options.result_type == ElementType::bf16 && size != 0.0)
    error += 0x1p-8 * (std::abs(expected) + error) + 0x1p-134;
  return error;
}

/// The largest fraction of its bound that an element of C uses.
double worst_fraction(GemmCase& problem) {
  const CaseOptions& options = problem.options;
  const std::vector<double> expected =
      reference(problem, options.alpha, problem.a.values(), problem.b.values(), options.beta);
  const std::vector<double> magnitudes =
      reference(problem, 1.0, absolute(problem.a.values()), absolute(problem.b.values()), 0.0);
  gemm(problem.problem());
  double worst = 0.0;
  for (std::int64_t column = 0; column < options.columns; ++column) {
    for (std::int64_t row = 0; row < options.rows; ++row) {
      const auto index = static_cast<std::size_t>(column * problem.c.leading_dimension() + row);
      const double error = std::abs(problem.c.at(row, column) - expected[index]);
      const double largest = bound(options, expected[index], magnitudes[index], problem.c.values()[index]);
      if (std::isnan(error))
        return std::numeric_limits<double>::infinity();
      worst = std::max(worst, error == 0.0 ? 0.0 : error / largest);
    }
  }
  return worst;
}

void expect_within_bound(const CaseOptions& options, std::mt19937_64& engine) {
  GemmCase problem(options, engine);
  ASSERT_EQ(gemm_fault(problem.problem()), "");
  const TestMatrix a = problem.a, b = problem.b;
  ASSERT_LE(worst_fraction(problem), 1.0) << describe(options);
  ASSERT_TRUE(problem.c.padding_is_untouched()) << describe(options);
  ASSERT_TRUE(problem.a.bytes() == a.bytes() && problem.b.bytes() == b.bytes()) << describe(options);
}

template <typename Choices>
auto pick(const Choices& choices, std::mt19937_64& engine) {
  return choices[engine() % choices.size()];
}

CaseOptions random_options(std::mt19937_64& engine) {
  constexpr std::array<std::int64_t, 4> paddings = {0, 0, 1, 13};
  constexpr std::array types = {ElementType::fp32, ElementType::bf16};
  CaseOptions options;
  options.transpose_a = engine() % 2 == 0;
  options.transpose_b = engine() % 2 == 0;
  options.padding_a = pick(paddings, engine);
  options.padding_b = pick(paddings, engine);
  options.padding_c = pick(paddings, engine);
  options.alpha = factors[1 + engine() % 3];
  options.beta = pick(factors, engine);
  options.factor_type = pick(types, engine);
  options.result_type = pick(types, engine);
  options.rounding = pick(roundings, engine);
  return options;
}

class TransposePairs : public testing::TestWithParam<int> {
 protected:
  void transpose(CaseOptions& options) const {
    options.transpose_a = (GetParam() & 1) != 0;
    options.transpose_b = (GetParam() & 2) != 0;
  }
};

TEST_P(TransposePairs, HoldTheBoundInEveryAwkwardShape) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(100 + GetParam()));
  for (const int rows : awkward_extents) {
    for (const int columns : awkward_extents) {
      for (const int depth : awkward_extents) {
        CaseOptions options = random_options(engine);
        transpose(options);
        options.rows = rows, options.columns = columns, options.depth = depth;
        ASSERT_NO_FATAL_FAILURE(expect_within_bound(options, engine));
      }
    }
  }
}

TEST_P(TransposePairs, HoldTheBoundForEveryFactorPaddingAndPrecision) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(200 + GetParam()));
  // Of 4 bits of precision, 3 of padding and 2 each of alpha and beta.
  for (unsigned choice = 0; choice < 1u << 11; ++choice) {
    CaseOptions options;
    transpose(options);
    options.rows = 9, options.columns = 6, options.depth = 11;
    options.alpha = factors[choice & 3];
    options.beta = factors[choice >> 2 & 3];
    options.padding_a = choice >> 4 & 1;
    options.padding_b = (choice >> 5 & 1) == 0 ? 0 : 2;
    options.padding_c = (choice >> 6 & 1) == 0 ? 0 : 3;
    options.result_type = (choice >> 7 & 1) == 0 ? ElementType::fp32 : ElementType::bf16;
    options.factor_type = (choice >> 8 & 1) == 0 ? ElementType::fp32 : ElementType::bf16;
    options.rounding = roundings[(choice >> 9 & 3) % roundings.size()];
    ASSERT_NO_FATAL_FAILURE(expect_within_bound(options, engine));
  }
}

TEST_P(TransposePairs, HoldTheBoundInRandomShapes) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(300 + GetParam()));
  for (int repetition = 0; repetition < 300; ++repetition) {
    CaseOptions options = random_options(engine);
    transpose(options);
    options.rows = 1 + static_cast<std::int64_t>(engine() % 70);
    options.columns = 1 + static_cast<std::int64_t>(engine() % 70);
    options.depth = 1 + static_cast<std::int64_t>(engine() % 70);
    ASSERT_NO_FATAL_FAILURE(expect_within_bound(options, engine));
  }
}

TEST_P(TransposePairs, HoldTheBoundForSumsOfManyTerms) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(400 + GetParam()));
  for (const int depth : {255, 256, 257, 511, 513, 784}) {
    CaseOptions options = random_options(engine);
    transpose(options);
    options.rows = 19, options.columns = 10, options.depth = depth;
    ASSERT_NO_FATAL_FAILURE(expect_within_bound(options, engine));
  }
}

std::string transpose_name(const testing::TestParamInfo<int>& given) {
  constexpr std::array names = {"Neither", "Left", "Right", "Both"};
  return names[static_cast<std::size_t>(given.param)];
}

INSTANTIATE_TEST_SUITE_P(Gemm, TransposePairs, testing::Values(0, 1, 2, 3), transpose_name);

}  // namespace
}  // namespace emulation
