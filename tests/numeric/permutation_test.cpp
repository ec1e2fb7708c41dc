#include "glissade/numeric/permutation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "numeric/permutation_fill.hpp"

namespace glissade {
namespace {

std::vector<std::uint64_t> rows_of(const Permutation& permutation,
                                   InstructionSet instruction_set = best_instruction_set()) {
  std::vector<std::uint64_t> rows(permutation.size());
  fill_permutation(permutation, 0, rows, instruction_set);
  return rows;
}

void expect_bijection(const std::vector<std::uint64_t>& rows) {
  std::vector<bool> seen(rows.size());
  for (const std::uint64_t row : rows) {
    ASSERT_LT(row, rows.size());
    ASSERT_FALSE(seen[row]) << "row " << row << " of " << rows.size() << " twice";
    seen[row] = true;
  }
}

class PermutationOn : public ::testing::TestWithParam<InstructionSet> {};
INSTANTIATE_TEST_SUITE_P(EveryInstructionSet, PermutationOn,
                         ::testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(PermutationOn, IsABijectionOfEverySmallSize) {
  for (std::uint64_t n = 1; n <= 300; ++n) {
    const Permutation permutation(n, 11, n % 3);
    const std::vector<std::uint64_t> rows = rows_of(permutation, GetParam());
    expect_bijection(rows);
    for (std::uint64_t position = 0; position < n; ++position)
      ASSERT_EQ(rows[position], permutation(position));
  }
}

TEST_P(PermutationOn, IsABijectionOfLargeSizes) {
  for (const std::uint64_t n : {65535ull, 65536ull, 65537ull, 99991ull, 1000003ull})
    expect_bijection(rows_of(Permutation(n, 5, 7), GetParam()));
}

TEST_P(PermutationOn, GivesAnySliceAlone) {
  for (const std::uint64_t n : {37ull, 1000ull, 100003ull, (1ull << 32) + 15, 1ull << 48}) {
    const Permutation permutation(n, 3, 1);
    for (const std::uint64_t first : {std::uint64_t{0}, n / 3, n - 37}) {
      for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 36u}) {
        std::vector<std::uint64_t> rows(count + 1, 99);
        fill_permutation(permutation, first, std::span(rows).first(count), GetParam());
        EXPECT_EQ(rows[count], 99u);
        for (std::size_t i = 0; i < count; ++i)
          ASSERT_EQ(rows[i], permutation(first + i)) << n << " " << first << "+" << i;
      }
    }
  }
}

TEST(Permutation, StaysInRangeAndInjectiveBeyond32Bits) {
  for (const std::uint64_t n : {(1ull << 32) + 1, 1000000000039ull, (1ull << 48) - 1, 1ull << 48}) {
    const Permutation permutation(n, 17, 0);
    std::set<std::uint64_t> rows;
    double mean = 0.0;
    constexpr std::uint64_t samples = 20000;
    for (std::uint64_t i = 0; i < samples; ++i) {
      const std::uint64_t row = permutation(n - 1 - i * (n / samples));
      ASSERT_LT(row, n);
      rows.insert(row);
      mean += static_cast<double>(row) / static_cast<double>(n) / samples;
    }
    EXPECT_EQ(rows.size(), samples);
    EXPECT_NEAR(mean, 0.5, 5.0 * std::sqrt(1.0 / 12.0 / samples));
  }
}

TEST(Permutation, ShufflesEveryEpochTheFirstIncluded) {
  const std::vector<std::uint64_t> first = rows_of(Permutation(1000, 0, 0));
  std::uint64_t in_place = 0;
  for (std::uint64_t position = 0; position < 1000; ++position)
    in_place += first[position] == position ? 1 : 0;
  EXPECT_LT(in_place, 10u);
  // Positions and rows have no rank correlation: standard error 1/√1000.
  double products = 0.0;
  for (std::uint64_t position = 0; position < 1000; ++position)
    products += (static_cast<double>(position) - 499.5) * (static_cast<double>(first[position]) - 499.5);
  EXPECT_LT(std::fabs(products / (1000.0 * 1000.0 * 1000.0 / 12.0)), 4.0 / std::sqrt(1000.0));
}

TEST(Permutation, DiffersBySeedAndEpoch) {
  std::set<std::vector<std::uint64_t>> orders;
  for (const std::uint64_t seed : {0ull, 1ull, 1ull << 40})
    for (const std::uint64_t epoch : {0ull, 1ull, 2ull, 1ull << 32, (1ull << 32) + 1})
      orders.insert(rows_of(Permutation(100, seed, epoch)));
  EXPECT_EQ(orders.size(), 15u);
}

double chi_square(const std::vector<std::uint64_t>& counts, double expected) {
  double sum = 0.0;
  for (const std::uint64_t count : counts)
    sum += (static_cast<double>(count) - expected) * (static_cast<double>(count) - expected) / expected;
  return sum;
}

TEST(Permutation, PutsEveryRowFirstEquallyOften) {
  for (const std::uint64_t n : {2u, 3u, 4u, 5u, 7u, 16u, 17u, 30u, 64u}) {
    std::vector<std::uint64_t> first(n), last(n);
    const std::uint64_t epochs = 2000 * n;
    for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
      const Permutation permutation(n, 1, epoch);
      ++first[permutation(0)];
      ++last[permutation(n - 1)];
    }
    const double freedom = static_cast<double>(n - 1);
    EXPECT_LT(chi_square(first, 2000.0), freedom + 5.0 * std::sqrt(2.0 * freedom)) << n;
    EXPECT_LT(chi_square(last, 2000.0), freedom + 5.0 * std::sqrt(2.0 * freedom)) << n;
  }
}

// Neighbours, and positions that begin with the same left half, must not stay together.
TEST(Permutation, SeparatesPairsEquallyOften) {
  for (const std::uint64_t n : {37u, 100u, 1000u}) {
    const std::uint64_t right = Permutation(n, 0, 0).sizes().right;
    for (const std::uint64_t distance : {std::uint64_t{1}, right}) {
      std::vector<std::uint64_t> differences(n - 1);
      const std::uint64_t epochs = 100 * n;
      for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
        const Permutation permutation(n, 2, epoch);
        ++differences[(permutation(0) + n - permutation(distance)) % n - 1];
      }
      const double freedom = static_cast<double>(n - 2);
      EXPECT_LT(chi_square(differences, static_cast<double>(epochs) / static_cast<double>(n - 1)),
                freedom + 5.0 * std::sqrt(2.0 * freedom))
          << n << " " << distance;
    }
  }
}

TEST(Permutation, RarelyWalksTwice) {
  for (const std::uint64_t n : {2ull, 17ull, 1000ull, 60000ull, 1000003ull, (1ull << 40) - 7}) {
    const Permutation::Halves sizes = Permutation(n, 1, 1).sizes();
    const std::uint64_t domain = std::uint64_t{sizes.left} * sizes.right;
    EXPECT_GE(domain, n);
    EXPECT_LT(domain - n, sizes.left);
  }
  const Permutation permutation(1000003, 1, 1);
  std::uint64_t again = 0;
  for (std::uint64_t position = 0; position < permutation.size(); ++position)
    again += permutation.walk(position) >= permutation.size() ? 1 : 0;
  EXPECT_LE(again, 1001u);
}

}  // namespace
}  // namespace glissade
