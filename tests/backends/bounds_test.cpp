#include "verification/bounds/bounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "glissade/numeric/activation.hpp"
#include "glissade/numeric/elementary.hpp"
#include "verification/bounds/activation_bounds.hpp"
#include "verification/bounds/enclosure.hpp"
#include "verification/bounds/factor_sums.hpp"
#include "verification/operations/comparison.hpp"

namespace glissade::verification {
namespace {

constexpr double u = 0x1p-24;
constexpr double infinity = std::numeric_limits<double>::infinity();

Arithmetic truncating() {
  Arithmetic arithmetic;
  arithmetic.rounds_to_nearest = false;
  return arithmetic;
}

TEST(SumBound, IsTheWorstCaseForFewTerms) {
  EXPECT_DOUBLE_EQ(sum_growth({1, 0, 1}), u / (1.0 - u));
  EXPECT_DOUBLE_EQ(sum_growth({10, 0, 1000}), 10.0 * u / (1.0 - 10.0 * u));
  EXPECT_EQ(sum_growth({0, 0, 0}), 0.0);
}

TEST(SumBound, IsTheProbableCaseForManyTermsOnlyWithRoundingToNearest) {
  // λ = √(2·ln(2·100·10000/1e-9)) = 8.394275; λ·√10000·u = 5.003378e-05, and its expm1
  // 5.003506e-05.
  EXPECT_NEAR(sum_growth({10000, 0, 100}), 5.003506e-05, 1e-10);
  EXPECT_DOUBLE_EQ(sum_growth({10000, 0, 100}, truncating()), 1e4 * u / (1.0 - 1e4 * u));
}

/// So many terms that the square of the unit roundoff counts.
TEST(SumBound, HasItsSecondOrderTerm) {
  const double terms = 0x1p36;
  const double lambda = std::sqrt(2.0 * std::log(2.0 * terms / 1e-9));
  EXPECT_NEAR(sum_growth({std::uint64_t{1} << 36, 0, 1}), std::expm1(lambda * 0x1p18 * u + terms * u * u),
              1e-7);
}

TEST(SumBound, UsesTheDepthWhereItIsKnownAndSensible) {
  EXPECT_DOUBLE_EQ(sum_growth({1000, 12, 1}), 12.0 * u / (1.0 - 12.0 * u));
  EXPECT_DOUBLE_EQ(sum_growth({10, 1000, 1}), sum_growth({10, 0, 1}));
}

TEST(SumBound, IsUnboundedWhereTheWorstCaseIs) {
  for (const std::uint64_t terms :
       {std::uint64_t{1} << 24, (std::uint64_t{1} << 24) + 1, std::uint64_t{1} << 30})
    EXPECT_EQ(sum_growth({terms, 0, 1}, truncating()), infinity) << terms;
}

TEST(SumBound, CountsRoundedFactorsAndUnderflow) {
  EXPECT_EQ(sum_bound({7, 0, 1}, 0.0), 7 * 0x1p-149);
  Arithmetic arithmetic;
  arithmetic.input_error = 0x1p-8;
  // (1 + 2^-8)² − 1 on top of one rounding.
  EXPECT_NEAR(sum_bound({1, 0, 1}, 1.0, arithmetic), 2 * 0x1p-8 + 0x1p-16, 2 * u);
}

TEST(SumBound, CountsFactorsThatUnderflowInANarrowerFormat) {
  const auto underflow = [](Precision precision, int weights) {
    return sum_bound({1, 0, 1}, 0.0, arithmetic_of(precision, weights), 3.0) - 0x1p-149;
  };
  EXPECT_EQ(underflow(Precision::fp32, 1), 0.0);
  EXPECT_NEAR(underflow(Precision::tf32, 0), 3.0 * 0x1p-136, 0x1p-144);
  EXPECT_NEAR(underflow(Precision::bf16, 1), 3.0 * 0x1p-133, 0x1p-139);
  EXPECT_EQ(underflow(Precision::bf16, 0), 0.0);
}

TEST(FactorSums, AreThoseOfTheRowAndTheColumn) {
  const std::vector<double> left{1.0, -2.0, 3.0, 4.0}, right{-1.0, 10.0, 100.0, 1000.0, -1e4, 1e5};
  EXPECT_EQ(row_magnitudes(left, 2), (std::vector<double>{3.0, 7.0}));
  EXPECT_EQ(column_magnitudes(right, 3), (std::vector<double>{1001.0, 10010.0, 100100.0}));
  const FactorSums sums{row_magnitudes(left, 2), column_magnitudes(right, 3)};
  EXPECT_EQ(sums[0], 3.0 + 1001.0);
  EXPECT_EQ(sums[2], 3.0 + 100100.0);
  EXPECT_EQ(sums[4], 7.0 + 10010.0);
}

/// Right numbers are within a bound however loose it is, so its size is a test of its own: what a product of
/// ones may be off by.
TEST(SumBound, TakesWhatThePrecisionRounds) {
  const auto product = [](Precision precision, int weights) {
    return sum_bound({1, 0, 1}, 1.0, arithmetic_of(precision, weights));
  };
  for (const int weights : {0, 1}) {
    EXPECT_NEAR(product(Precision::fp32, weights), u, 0.01 * u);
    EXPECT_NEAR(product(Precision::tf32, weights), 0x1p-9, 0x1p-18);
  }
  EXPECT_NEAR(product(Precision::bf16, 1), 0x1p-8, 4.0 * u);
  EXPECT_NEAR(product(Precision::bf16, 0), 2.0 * u, 0.01 * u) << "both factors are stored in bf16";
  for (const Precision precision : {Precision::tf32, Precision::bf16})
    EXPECT_NEAR(sum_growth({100, 0, 1}, arithmetic_of(precision, 1)), 200.0 * u, 0.01 * u);
}

TEST(SumBound, HoldsForSumsInFloat) {
  std::mt19937 engine(5);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  for (const std::uint64_t terms : {1, 2, 3, 17, 100, 5000}) {
    for (int repetition = 0; repetition < 50; ++repetition) {
      float sum = 0.0f;
      double exact = 0.0, magnitude = 0.0;
      for (std::uint64_t term = 0; term < terms; ++term) {
        const float left = uniform(engine), right = uniform(engine);
        sum += left * right;
        exact += double{left} * right;
        magnitude += std::fabs(double{left} * right);
      }
      EXPECT_LE(std::fabs(sum - exact), sum_bound({terms, 0, 50}, magnitude));
    }
  }
}

/// Two operands of very different sizes, some equal, some zero.
std::vector<std::pair<float, float>> operand_pairs() {
  std::mt19937 engine(9);
  std::uniform_real_distribution<float> significand(-2.0f, 2.0f);
  std::uniform_int_distribution<int> exponent(-20, 20);
  std::vector<std::pair<float, float>> pairs{
      {0.0f, 0.0f}, {0.0f, 3.0f}, {1.0f, 1.0f}, {1e-30f, 1e-20f}, {1.0f, -1.0f}};
  for (int count = 0; count < 2000; ++count) {
    pairs.emplace_back(std::ldexp(significand(engine), exponent(engine)),
                       std::ldexp(significand(engine), exponent(engine)));
  }
  return pairs;
}

TEST(Enclosure, HoldsEveryRoundedResultAndLittleElse) {
  double worst = 0.0;
  const auto expect_inside = [&](const Enclosure& enclosure, float computed) {
    const double fraction = fraction_used(enclosure, computed);
    EXPECT_LE(fraction, 1.0) << enclosure.value << " computed as " << computed;
    worst = std::max(worst, fraction);
  };
  for (const auto& [a, b] : operand_pairs()) {
    const Enclosure left(a), right(b);
    expect_inside(left + right, a + b);
    expect_inside(left - right, a - b);
    expect_inside(left * right, a * b);
    if (b != 0.0f)
      expect_inside(left / right, a / b);
    expect_inside(sqrt(left * left + right * right), std::sqrt(a * a + b * b));
    expect_inside((left + right) * (left - right), (a + b) * (a - b));
    expect_inside(exp(left - right), exp_float(a - b));
    if (a * a > 0.0f)
      expect_inside(log(left * left), log_float(a * a));
    expect_inside(minimum(left * right, left), std::min(a * b, a));
  }
  EXPECT_GT(worst, 0.9);
}

TEST(Enclosure, HoldsActivationsAndTheirDerivatives) {
  const auto check = [](auto activation_constant) {
    constexpr Activation activation = decltype(activation_constant)::value;
    double worst = 0.0;
    for (float x = -20.0f; x < 20.0f; x += 0.00731f) {
      const float y = activate<activation>(x);
      worst = std::max(worst, fraction_used(activation_of(activation, Enclosure(x)), y));
      const Enclosure derivative = activation_derivative_of(activation, x, y);
      EXPECT_LE(fraction_used(derivative, activation_derivative<activation>(x, y)), 1.0) << x;
      // An argument that is off by no more than its enclosure.
      const Enclosure blurred = Enclosure::around(double{x} + 1e-4, 2e-4);
      EXPECT_LE(fraction_used(activation_of(activation, blurred), y), 1.0) << x;
    }
    EXPECT_LE(worst, 1.0);
  };
  check(std::integral_constant<Activation, Activation::identity>());
  check(std::integral_constant<Activation, Activation::relu>());
  check(std::integral_constant<Activation, Activation::gelu>());
  check(std::integral_constant<Activation, Activation::tanh>());
  check(std::integral_constant<Activation, Activation::sigmoid>());
}

TEST(Enclosure, OfBf16IsHalfAUnitWide) {
  // 8 bits of significand: a neighbour of 1 is 2^-7 away, and what is stored is off by half of that.
  const Enclosure stored = stored_in_bf16(Enclosure(1.0));
  EXPECT_NEAR(stored.high - 1.0, 0x1p-8, 0x1p-20);
  EXPECT_NEAR(1.0 - stored.low, 0x1p-8, 0x1p-20);
  EXPECT_NEAR(radius(stored_in_bf16(Enclosure(0.0))), 0x1p-133, 0x1p-140);
}

TEST(Enclosure, OfASumInFp64IsThatOfItsTerms) {
  const std::vector<Enclosure> terms{Enclosure::around(1.0, 0.25), Enclosure::around(2.0, 0.5)};
  const Enclosure sum = sum_in_fp64(terms);
  EXPECT_DOUBLE_EQ(sum.value, 3.0);
  EXPECT_NEAR(sum.high, 3.75, 1e-12);
  EXPECT_NEAR(sum.low, 2.25, 1e-12);
  const std::vector<Enclosure> exact(100, Enclosure(1.0));
  EXPECT_LT(radius(sum_in_fp64(exact)), 1e-11);
}

/// The bounds of activations and derivatives are attained within a factor of a thousand by the code that they
/// are of, in every stretch of arguments.
TEST(Enclosure, OfActivationsAndDerivativesIsNotLoose) {
  const auto check = [](auto activation_constant) {
    constexpr Activation activation = decltype(activation_constant)::value;
    for (const float start : {-4.0f, -1.0f, 0.25f, 2.0f}) {
      double value = 0.0, derivative = 0.0;
      for (float x = start; x < start + 1.0f; x += 0.000731f) {
        const float y = activate<activation>(x);
        value = std::max(value, fraction_used(activation_of(activation, Enclosure(x)), y));
        derivative = std::max(derivative, fraction_used(activation_derivative_of(activation, x, y),
                                                        activation_derivative<activation>(x, y)));
      }
      EXPECT_GT(value, 0.01) << name_of(activation) << " from " << start;
      EXPECT_GT(derivative, 0.01) << name_of(activation) << " from " << start;
    }
  };
  check(std::integral_constant<Activation, Activation::gelu>());
  check(std::integral_constant<Activation, Activation::tanh>());
  check(std::integral_constant<Activation, Activation::sigmoid>());
}

/// Results that underflow are off by half of 2^-149, whatever their size.
TEST(Enclosure, OfResultsThatUnderflowIsHalfASubnormalWide) {
  const Enclosure tiny(0x1p-100), large(0x1p100);
  EXPECT_NEAR(radius(tiny * tiny), 0x1p-150, 0x1p-160);
  EXPECT_NEAR(radius(tiny / large), 0x1p-150, 0x1p-160);
  EXPECT_NEAR(radius(Enclosure(0x1p-160)), 0x1p-150, 0x1p-160);
}

TEST(Enclosure, OfANumberThatMayBeFlushedHoldsZero) {
  const auto flushed = [](double value) { return flushed_to_zero(Enclosure(value), 0x1p-58); };
  for (const double sign : {1.0, -1.0}) {
    EXPECT_EQ(fraction_used(flushed(sign * 0x1.fp-59), 0.0), 1.0);
    EXPECT_EQ(radius(flushed(sign * 0x1p-58)), 0.0);
    EXPECT_GT(fraction_used(flushed(sign * 0x1.fp-59), sign * -0x1p-100), 1.0);
    // An enclosure on both sides of the limit.
    const Enclosure wide = flushed_to_zero(Enclosure::around(sign * 0x1.8p-58, 0x1p-58), 0x1p-58);
    EXPECT_LE(fraction_used(wide, 0.0), 1.0);
    EXPECT_LE(fraction_used(wide, sign * 0x1.4p-57), 1.0);
  }
}

TEST(Enclosure, OfAFunctionIsItsUnitsInTheLastPlaceWide) {
  EXPECT_NEAR(radius(within_ulps(1.0, 1.0, 1.0, 0.75)), 1.5 * u, 1e-3 * u);
  EXPECT_NEAR(radius(within_ulps(0.0, 0.0, 0.0, 0.75)), 0.75 * 0x1p-149, 0x1p-160);
  EXPECT_NEAR(radius(exp(Enclosure(2.0))), 2.0 * u * exp_ulp_bound * std::exp(2.0), 1e-3 * u);
  EXPECT_NEAR(radius(log(Enclosure(2.0))), 2.0 * u * log_ulp_bound * std::log(2.0), 1e-3 * u);
}

TEST(Comparison, NamesTheBoundOnTheSideOfTheNumber) {
  Enclosure enclosure(1.0);
  enclosure.low = 0.5;
  enclosure.high = 4.0;
  const auto bound = [&](double computed) {
    Comparison comparison({verification::OperationKind::output});
    comparison.add(0, computed, enclosure);
    return comparison.result().bound;
  };
  EXPECT_EQ(bound(0.75), 0.5);
  EXPECT_EQ(bound(1.5), 3.0);
}

TEST(Comparison, CountsWhatIsOutside) {
  Comparison comparison({verification::OperationKind::output});
  for (const double computed : {1.0, 1.5, 1.75, 2.0, 2.25})
    comparison.add(0, computed, Enclosure::around(1.0, 0.75));
  const OperationResult result = comparison.result();
  EXPECT_EQ(result.compared, 5u);
  EXPECT_EQ(result.outside, 2u);
  EXPECT_FALSE(result.passed());
  EXPECT_DOUBLE_EQ(result.worst_fraction, 1.25 / 0.75);
}

/// Where the argument is somewhere in an interval, the bound is that of its largest magnitude.
TEST(Enclosure, OfAnActivationCountsTheFartherEnd) {
  for (const double middle : {1.0, -1.0}) {
    const double spread = 2.0 * activation_lipschitz_constant(Activation::gelu);
    EXPECT_NEAR(radius(activation_of(Activation::gelu, Enclosure::around(middle, 2.0))),
                spread + activation_error_bound(Activation::gelu, 3.0, 0.0), 1e-12);
  }
}

TEST(Enclosure, IsExactWhereFloatIs) {
  const Enclosure x(0.1f);
  for (const Enclosure& same :
       {x * Enclosure(1.0), x + Enclosure(0.0), x - Enclosure(0.0), x / Enclosure(1.0), minimum(x, x)}) {
    EXPECT_EQ(same.low, x.value);
    EXPECT_EQ(same.high, x.value);
  }
  EXPECT_EQ((x * Enclosure(0.0)).high, 0.0);
  EXPECT_EQ(sqrt(Enclosure(0.0)).high, 0.0);
  EXPECT_EQ(sqrt(Enclosure(1.0)).high, 1.0);
  EXPECT_EQ(log(Enclosure(1.0)).high, 0.0);
  EXPECT_EQ(exp(x - x).high, 1.0);
  EXPECT_LT(Enclosure(0.1).low, 0.1) << "fp32 has no 0.1";
}

TEST(Enclosure, IsExactOnlyIfBothItsEndsAre) {
  const Enclosure three(3.0);
  for (const double end : {0.0, 1.0, -1.0}) {
    for (const Enclosure& number :
         {Enclosure::around(end + 0.25, 0.25), Enclosure::around(end - 0.25, 0.25)}) {
      EXPECT_GT((number * three).high, 3.0 * number.high) << end;
      EXPECT_LT((number * three).low, 3.0 * number.low) << end;
      EXPECT_GT((number + three).high, 3.0 + number.high) << end;
      EXPECT_LT((number - three).low, number.low - 3.0) << end;
    }
  }
  EXPECT_GT(sqrt(Enclosure::around(0.5, 0.5)).high, 1.0);
  EXPECT_EQ(exp(Enclosure::around(0.5, 0.5)).value, std::exp(0.5));
  EXPECT_EQ(log(Enclosure::around(1.5, 0.5)).value, std::log(1.5));
}

TEST(Enclosure, OfASumCountsTheFartherEndOfEachTerm) {
  const std::vector<Enclosure> terms(2, Enclosure::around(1.0, 0.5));
  EXPECT_NEAR(sum_of(terms).high - 3.0, 3.0 * u, 0.1 * u);
  EXPECT_NEAR(1.0 - sum_of(terms).low, 3.0 * u, 0.1 * u);
}

TEST(Enclosure, OfAProductTakesZeroTimesALargeNumberForZero) {
  Enclosure large(1.0);
  large.high = infinity;
  const Enclosure product = large * Enclosure::around(0.5, 0.5);
  EXPECT_NEAR(product.low, 0.0, 0x1p-149);
  EXPECT_EQ(product.high, infinity);
  EXPECT_EQ((Enclosure(0.0) * large).high, 0.0);
  EXPECT_EQ((large * Enclosure(0.0)).high, 0.0);
}

TEST(Enclosure, OfOneNumberIsNotWidenedByItsSum) {
  EXPECT_EQ(radius(sum_in_fp64(std::vector<Enclosure>{Enclosure(1.0)})), 0.0);
}

TEST(Enclosure, HasTheRadiusOfItsFartherEnd) {
  Enclosure number(1.0);
  number.high = 4.0;
  EXPECT_EQ(radius(number), 3.0);
  number.low = -3.0;
  EXPECT_EQ(radius(number), 4.0);
}

TEST(Enclosure, DividesByNegativeNumbers) {
  const Enclosure quotient = Enclosure(1.0) / Enclosure::around(-3.0, 1.0);
  EXPECT_NEAR(quotient.high, -0.25, 1e-6);
  EXPECT_NEAR(quotient.low, -0.5, 1e-6);
  EXPECT_EQ((Enclosure(1.0) / Enclosure::around(0.5, 1.0)).low, -infinity);
}

TEST(Enclosure, DividesByWhatMayBeZero) {
  const Enclosure tiny = Enclosure::around(1e-40, 2e-40);
  const Enclosure quotient = Enclosure(1.0) / sqrt(tiny);
  EXPECT_EQ(quotient.high, infinity);
  EXPECT_NEAR(quotient.low * std::sqrt(3e-40), 1.0, 4.0 * u);
  EXPECT_EQ(minimum(Enclosure(1.0), quotient).low, 1.0);
}

TEST(Enclosure, TellsNumbersFromWhatIsNone) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const Enclosure one = Enclosure::around(1.0, 0.5);
  EXPECT_EQ(fraction_used(one, 1.0), 0.0);
  EXPECT_DOUBLE_EQ(fraction_used(one, 1.25), 0.5);
  EXPECT_DOUBLE_EQ(fraction_used(one, 0.0), 2.0);
  EXPECT_EQ(fraction_used(one, none), infinity);
  EXPECT_EQ(fraction_used(one, infinity), infinity);
  EXPECT_EQ(fraction_used(Enclosure(none), none), 0.0);
  EXPECT_EQ(fraction_used(Enclosure(none), 1.0), infinity);
  EXPECT_EQ(fraction_used(Enclosure(infinity), 1.0), infinity);
  EXPECT_EQ(fraction_used(Enclosure::around(3.4e38, 1e37), infinity), 0.0) << "fp32 may overflow";
  EXPECT_EQ(fraction_used(Enclosure(2.0), 2.0000001), infinity) << "nothing is allowed";
}

}  // namespace
}  // namespace glissade::verification
