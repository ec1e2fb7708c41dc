#include "glissade/numeric/elementary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "numeric/instruction_set.hpp"
#include "support/ulp_error.hpp"

namespace glissade {
namespace {

using testing::ulp_error;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float smallest = std::numeric_limits<float>::denorm_min();
constexpr float largest = std::numeric_limits<float>::max();
constexpr float nan_value = std::numeric_limits<float>::quiet_NaN();

struct Function {
  const char* name;
  float (*computed)(float);
  double (*exact)(double);
  double bound;
  void (*(*loop)(InstructionSet))(const float*, float*, std::size_t);
};

template <auto function>
[[gnu::always_inline]] inline void apply(const float* arguments, float* results, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i)
    results[i] = function(arguments[i]);
}

template <auto function>
auto loop_of(InstructionSet instruction_set) {
  return clone_of<apply<function>>(instruction_set);
}

const std::array functions{
    Function{"exp", exp_float, [](double x) { return std::exp(x); }, exp_ulp_bound, loop_of<exp_float>},
    Function{"log", log_float, [](double x) { return std::log(x); }, log_ulp_bound, loop_of<log_float>},
    Function{"tanh", tanh_float, [](double x) { return std::tanh(x); }, tanh_ulp_bound, loop_of<tanh_float>},
    Function{"erf", erf_float, [](double x) { return std::erf(x); }, erf_ulp_bound, loop_of<erf_float>},
};

// Every stride-th float, NaNs included, and all of those around the places where the formulas change.
std::vector<float> sampled_floats() {
  std::vector<float> floats;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 1021)
    floats.push_back(float_from_bits(static_cast<std::uint32_t>(bits)));
  for (const float place :
       {0.0f, smallest, 0x1p-126f, 0x1.6a09e6p-1f, 0x1.6a09e6p0f, 0.34657359f, 0.625f, 0.921875f, 1.0f, 2.0f,
        3.9375f, 9.0f, 87.33655f, 88.72284f, 89.0f, 103.97208f, 104.0f, largest}) {
    for (const float sign : {1.0f, -1.0f})
      for (std::uint32_t offset = 0; offset < 200; ++offset)
        floats.push_back(float_from_bits(bits_of(place * sign) + offset - 100));
  }
  return floats;
}

class Elementary : public ::testing::TestWithParam<Function> {};
INSTANTIATE_TEST_SUITE_P(Function, Elementary, ::testing::ValuesIn(functions),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(Elementary, StaysWithinItsBoundInEveryClone) {
  const std::vector<float> arguments = sampled_floats();
  std::vector<float> results(arguments.size());
  GetParam().loop(InstructionSet::baseline)(arguments.data(), results.data(), arguments.size());
  double worst = 0.0;
  float worst_argument = 0.0f;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const double error = ulp_error(results[i], GetParam().exact(static_cast<double>(arguments[i])));
    if (!(error <= worst)) {
      worst = error;
      worst_argument = arguments[i];
    }
  }
  EXPECT_LE(worst, GetParam().bound) << "at " << worst_argument;
  EXPECT_GE(worst, 0.5) << "the bound is not tight";

  const auto same = [](float left, float right) {
    return bits_of(left) == bits_of(right) || (std::isnan(left) && std::isnan(right));
  };
  std::vector<float> others(arguments.size());
  for (const InstructionSet instruction_set : supported_instruction_sets()) {
    GetParam().loop(instruction_set)(arguments.data(), others.data(), arguments.size());
    EXPECT_TRUE(std::equal(results.begin(), results.end(), others.begin(), same)) << name_of(instruction_set);
  }
  for (std::size_t i = 0; i < arguments.size(); i += 97)
    ASSERT_TRUE(same(results[i], GetParam().computed(arguments[i]))) << arguments[i];
}

TEST(Exp, HandlesTheEndsOfItsRange) {
  EXPECT_EQ(exp_float(0.0f), 1.0f);
  EXPECT_EQ(exp_float(-0.0f), 1.0f);
  EXPECT_EQ(exp_float(infinity), infinity);
  EXPECT_EQ(exp_float(-infinity), 0.0f);
  EXPECT_EQ(exp_float(largest), infinity);
  EXPECT_EQ(exp_float(-largest), 0.0f);
  EXPECT_LT(exp_float(88.722835f), infinity);
  EXPECT_EQ(exp_float(88.73f), infinity);
  EXPECT_EQ(exp_float(-103.9f), smallest);
  EXPECT_EQ(exp_float(-104.5f), 0.0f);
  EXPECT_TRUE(std::isnan(exp_float(nan_value)));
}

TEST(Log, HandlesTheEndsOfItsRange) {
  EXPECT_EQ(log_float(1.0f), 0.0f);
  EXPECT_FALSE(std::signbit(log_float(1.0f)));
  EXPECT_EQ(log_float(0.0f), -infinity);
  EXPECT_EQ(log_float(-0.0f), -infinity);
  EXPECT_EQ(log_float(infinity), infinity);
  EXPECT_EQ(log_float(smallest), static_cast<float>(std::log(0x1p-149)));
  for (const float value : {-smallest, -1.0f, -infinity, nan_value})
    EXPECT_TRUE(std::isnan(log_float(value))) << value;
}

TEST(TanhAndErf, AreOddAndEndAtOne) {
  for (float (*function)(float) : {tanh_float, erf_float}) {
    EXPECT_EQ(bits_of(function(0.0f)), bits_of(0.0f));
    EXPECT_EQ(bits_of(function(-0.0f)), bits_of(-0.0f));
    EXPECT_EQ(function(infinity), 1.0f);
    EXPECT_EQ(function(-infinity), -1.0f);
    EXPECT_EQ(function(largest), 1.0f);
    EXPECT_TRUE(std::isnan(function(nan_value)));
    for (float x = 0x1p-140f; x < 20.0f; x *= 1.37f) {
      ASSERT_EQ(function(-x), -function(x));
      ASSERT_LE(function(x), 1.0f);
    }
  }
}

}  // namespace
}  // namespace glissade
