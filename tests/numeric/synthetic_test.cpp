#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/numeric/normal.hpp"
#include "support/byte_hash.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t seed = 7;

SyntheticSource source_of(const std::string& text) {
  return parse_synthetic_source("synthetic:" + text, seed);
}

std::span<const float> features_of(const Table& table) {
  return {table.values.view().row<float>(0), table.rows() * table.values.columns()};
}

// Odd shapes: one row, one feature, rows longer than a tile, tiles that end within a group.
const char* const sources[]{
    "linear,rows=1,features=1",
    "linear,rows=1,features=40001,noise=1",
    "linear,rows=3,features=40001,targets=2,informative=39999",
    "linear,rows=10007,features=7,noise=0.5,targets=3,bias=-2",
    "linear,rows=5000,features=1,weights=3,bias=2,noise=0.5",
    "classes,rows=1,features=1",
    "classes,rows=10007,features=5,classes=7,label-noise=0.3",
    "classes,rows=5,features=40001,classes=3",
};

class EverySource : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Synthetic, EverySource, ::testing::ValuesIn(sources));

TEST_P(EverySource, HasTheSameBytesForAnyNumberOfThreads) {
  const Table one = generate_table(source_of(GetParam()), 1);
  for (const int threads : {2, 3}) {
    const Table other = generate_table(source_of(GetParam()), threads);
    EXPECT_TRUE(std::ranges::equal(features_of(one), features_of(other)));
    EXPECT_EQ(one.targets.values, other.targets.values);
  }
}

TEST_P(EverySource, GivesAnySliceAlone) {
  const SyntheticGenerator generator(source_of(GetParam()));
  const std::uint64_t rows = generator.source().rows, columns = generator.source().features;
  const std::uint64_t outputs = generator.source().target_columns();
  const Table whole = generate_table(generator.source(), 2);
  for (const std::uint64_t first : {std::uint64_t{0}, rows / 2, rows - 1}) {
    for (const std::uint64_t wanted : {0u, 1u, 9u, 3001u}) {
      const std::uint64_t count = std::min<std::uint64_t>(wanted, rows - first);
      std::vector<float> features(count * columns);
      std::vector<double> targets(count * outputs);
      generator.generate_rows(first, count, features, targets);
      EXPECT_TRUE(std::ranges::equal(features, features_of(whole).subspan(first * columns, count * columns)));
      EXPECT_TRUE(std::ranges::equal(
          targets, std::span(whole.targets.values).subspan(first * outputs, count * outputs)));
    }
  }
}

// A seed must mean the same data in every later version.
TEST(Synthetic, GivesTheCommittedBytes) {
  const Table linear =
      generate_table(source_of("linear,rows=1000,features=9,noise=0.5,targets=2,informative=4"));
  EXPECT_EQ(testing::byte_hash(features_of(linear)), 10195335941578761563u);
  EXPECT_EQ(testing::byte_hash<double>(linear.targets.values), 16727500539324643380u);
  const Table classes = generate_table(source_of("classes,rows=1000,features=9,classes=5,label-noise=0.1"));
  EXPECT_EQ(testing::byte_hash(features_of(classes)), 5889859136279115586u);
  EXPECT_EQ(testing::byte_hash<double>(classes.targets.values), 1480160135978295525u);
}

TEST(Synthetic, NamesColumnsAndTargets) {
  const Table one = generate_table(source_of("linear,rows=2,features=3"));
  EXPECT_EQ(one.columns.size(), 3u);
  EXPECT_EQ(one.columns[0].name, "x1");
  EXPECT_EQ(one.columns[2].name, "x3");
  EXPECT_FALSE(one.named_columns);
  EXPECT_EQ(one.missing_values, 0u);
  EXPECT_EQ(one.targets.names, std::vector<std::string>{"y"});
  EXPECT_EQ(generate_table(source_of("linear,rows=2,features=3,targets=2")).targets.names,
            (std::vector<std::string>{"y1", "y2"}));
  const Table classes = generate_table(source_of("classes,rows=2,features=3"));
  EXPECT_EQ(classes.targets.names, std::vector<std::string>{"class"});
  EXPECT_TRUE(classes.targets.words.empty());
}

TEST(Synthetic, OfAHopelessSizeIsAFailureNotACrash) {
  try {
    generate_table(source_of("linear,rows=1000000000000,features=1000000"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failure);
  }
}

TEST(SyntheticLinear, IsTheWeightedSumOfItsFeaturesInColumnOrder) {
  const Table table =
      generate_table(source_of("linear,rows=100,features=9,targets=2,informative=4,bias=1.5,noise=0.5"));
  for (std::uint64_t row = 0; row < 100; ++row) {
    for (std::uint64_t target = 0; target < 2; ++target) {
      double sum = 0.0;
      for (std::uint64_t column = 0; column < 4; ++column) {
        const float x = random_normal(seed, RandomPurpose::features, 0, row * 9 + column);
        EXPECT_EQ(table.values.view().row<float>(row)[column], x);
        sum += static_cast<double>(x) * random_normal(seed, RandomPurpose::weights, 0, target * 9 + column);
      }
      const double noise = random_normal(seed, RandomPurpose::noise, 0, row * 2 + target);
      EXPECT_EQ(table.targets.values[row * 2 + target], (sum + 1.5) + 0.5 * noise);
    }
  }
}

TEST(SyntheticLinear, ShowsItsWeightsBiasAndNoise) {
  const Table table =
      generate_table(source_of("linear,rows=200000,features=3,weights=3:-2,bias=2,noise=0.5"));
  const double rows = 200000.0;
  double with_feature[3] = {}, mean = 0.0, residual = 0.0;
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    const float* const x = table.values.view().row<float>(row);
    const double y = table.targets.values[row];
    mean += y / rows;
    for (int column = 0; column < 3; ++column)
      with_feature[column] += y * x[column] / rows;
    const double difference = y - (3.0 * x[0] - 2.0 * x[1] + 2.0);
    residual += difference * difference / rows;
  }
  // The standard deviation of y·x is below 10, that of y below 4: five standard errors.
  EXPECT_NEAR(with_feature[0], 3.0, 50.0 / std::sqrt(rows));
  EXPECT_NEAR(with_feature[1], -2.0, 50.0 / std::sqrt(rows));
  EXPECT_NEAR(with_feature[2], 0.0, 50.0 / std::sqrt(rows));
  EXPECT_NEAR(mean, 2.0, 20.0 / std::sqrt(rows));
  EXPECT_NEAR(std::sqrt(residual), 0.5, 5.0 * 0.5 / std::sqrt(2.0 * rows));
}

TEST(SyntheticClasses, AreEquallyLikelyAndAsFarApartAsAsked) {
  const std::uint64_t classes = 12, features = 50;
  const Table table = generate_table(source_of("classes,rows=60000,features=50,classes=12,separation=6"));
  std::vector<double> means(classes * features), counts(classes);
  double spread = 0.0;
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    const auto label = static_cast<std::uint64_t>(table.targets.values[row]);
    ASSERT_LT(label, classes);
    counts[label] += 1.0;
    for (std::uint64_t column = 0; column < features; ++column)
      means[label * features + column] += table.values.view().row<float>(row)[column];
  }
  for (std::uint64_t label = 0; label < classes; ++label) {
    EXPECT_NEAR(counts[label], 5000.0, 5.0 * std::sqrt(5000.0));
    for (std::uint64_t column = 0; column < features; ++column)
      means[label * features + column] /= counts[label];
  }
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    const auto label = static_cast<std::uint64_t>(table.targets.values[row]);
    for (std::uint64_t column = 0; column < features; ++column) {
      const double distance = table.values.view().row<float>(row)[column] - means[label * features + column];
      spread += distance * distance;
    }
  }
  EXPECT_NEAR(spread / (60000.0 * 50.0), 1.0, 0.005);
  double squares = 0.0;
  for (std::uint64_t left = 0; left < classes; ++left)
    for (std::uint64_t right = 0; right < left; ++right)
      for (std::uint64_t column = 0; column < features; ++column)
        squares += std::pow(means[left * features + column] - means[right * features + column], 2.0);
  // 600 coordinates of centres: the mean of squares is known to about 6 %.
  EXPECT_NEAR(std::sqrt(squares / (classes * (classes - 1) / 2.0)), 6.0, 0.6);
}

TEST(SyntheticClasses, ReplacesTheAskedShareOfLabelsByOthers) {
  const Table clean = generate_table(source_of("classes,rows=50000,features=2,classes=4"));
  const Table noisy = generate_table(source_of("classes,rows=50000,features=2,classes=4,label-noise=0.2"));
  EXPECT_TRUE(std::ranges::equal(features_of(clean), features_of(noisy)));
  double replaced = 0.0;
  std::vector<double> by_distance(4);
  for (std::uint64_t row = 0; row < 50000; ++row) {
    const auto before = static_cast<int>(clean.targets.values[row]);
    const auto after = static_cast<int>(noisy.targets.values[row]);
    ASSERT_TRUE(after >= 0 && after < 4);
    replaced += before != after ? 1.0 : 0.0;
    by_distance[static_cast<std::size_t>((after - before + 4) % 4)] += 1.0;
  }
  EXPECT_NEAR(replaced, 10000.0, 5.0 * std::sqrt(50000.0 * 0.2 * 0.8));
  for (std::size_t distance = 1; distance < 4; ++distance)
    EXPECT_NEAR(by_distance[distance], replaced / 3.0, 5.0 * std::sqrt(replaced / 3.0));
  const Table wrong = generate_table(source_of("classes,rows=1000,features=2,classes=2,label-noise=1"));
  const Table right = generate_table(source_of("classes,rows=1000,features=2,classes=2"));
  for (std::uint64_t row = 0; row < 1000; ++row)
    ASSERT_EQ(wrong.targets.values[row], 1.0 - right.targets.values[row]);
}

TEST(Synthetic, ReadsAsASourceOfItsOwnTargets) {
  SourceOptions options;
  options.data = "synthetic:linear,rows=20,features=2";
  const Table table = read_source(options);
  EXPECT_EQ(table.rows(), 20u);
  options.seed = 4;
  EXPECT_NE(table.targets.values, read_source(options).targets.values);
  for (std::string SourceOptions::*const refused : {&SourceOptions::labels, &SourceOptions::target}) {
    SourceOptions with = options;
    with.*refused = "y";
    EXPECT_THROW(read_source(with), Error);
  }
}

}  // namespace
}  // namespace glissade
