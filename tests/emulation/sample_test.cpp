#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "emulation/orders.hpp"
#include "emulation/sample/sample.hpp"

namespace {

using emulation_test::EveryOrder;

std::vector<float> numbers(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = static_cast<float>(i % 17) * 0.5f;
  return values;
}

class Sample : public EveryOrder {};
EMULATION_EVERY_ORDER(Sample);

TEST_P(Sample, AddsScaledVectors) {
  const std::vector<float> x = numbers(1000);
  std::vector<float> y(x.size(), 1.0f);
  sample::saxpy(2.0f, x, y);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_EQ(y[i], 2.0f * x[i] + 1.0f) << i;
}

TEST_P(Sample, SumsInTwoStages) {
  const std::vector<float> x = numbers(5000);
  EXPECT_EQ(sample::sum(x), std::accumulate(x.begin(), x.end(), 0.0f));
}

TEST_P(Sample, ReversesThroughDynamicSharedMemory) {
  const std::vector<float> x = numbers(1000);
  std::vector<float> expected = x;
  for (std::size_t first = 0; first < x.size(); first += 96)
    std::reverse(expected.begin() + static_cast<std::ptrdiff_t>(first),
                 expected.begin() + static_cast<std::ptrdiff_t>(std::min(first + 96, x.size())));
  EXPECT_EQ(sample::reverse_runs(x, 96), expected);
}

TEST_P(Sample, ReplaysACapturedGraph) {
  const std::vector<float> x = numbers(300);
  std::vector<float> expected = x;
  for (float& value : expected)
    value *= 32.0f;
  EXPECT_EQ(sample::double_repeatedly(x, 5), expected);
}

}  // namespace
