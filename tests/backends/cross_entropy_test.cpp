#include "backends/cpu/loss_kernel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "backends/reference/loss_formulas.hpp"
#include "glissade/numeric/philox.hpp"

/// Rows of few classes are computed side by side, others one by one; neither their number nor their place may
/// show in what comes out.
namespace glissade::cpu {
namespace {

using testing::ElementsAreArray;

struct Rows {
  std::uint64_t columns;
  std::vector<float> logits;
  std::vector<std::int32_t> classes;

  std::uint64_t count() const { return classes.size(); }
  std::span<const float> row(std::uint64_t index) const {
    return std::span(logits).subspan(index * columns, columns);
  }
};

Rows random_rows(std::uint64_t count, std::uint64_t columns) {
  Rows rows{columns, {}, {}};
  for (std::uint64_t index = 0; index < count * columns; ++index) {
    const std::uint32_t bits = random_bits(columns, RandomPurpose::features, 0, index);
    rows.logits.push_back(20.0f * uniform_from_bits(bits) - 10.0f);
  }
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::uint32_t bits = random_bits(columns, RandomPurpose::labels, 0, index);
    rows.classes.push_back(static_cast<std::int32_t>(bits % columns));
  }
  return rows;
}

struct Computed {
  std::vector<float> gradients;
  double loss = 0.0;
  double weight = 0.0;
  std::uint64_t correct = 0;
};

constexpr float gradient_scale = 0.125f;

LossKernel kernel(InstructionSet instruction_set) {
  return loss_kernel(Loss::cross_entropy, instruction_set);
}

Computed compute(Rows rows, std::span<const float> class_weights,
                 InstructionSet instruction_set = best_instruction_set()) {
  Computed computed;
  computed.gradients.resize(rows.logits.size());
  LossTotals totals{&computed.loss};
  kernel(instruction_set)({rows.logits.data(), rows.count(), rows.columns, rows.columns},
                          {nullptr, rows.classes.data(), class_weights, gradient_scale},
                          computed.gradients.data(), totals);
  computed.weight = totals.weight;
  computed.correct = totals.correct;
  return computed;
}

Computed expected(const Rows& rows, std::span<const float> class_weights) {
  Computed expected;
  for (std::uint64_t index = 0; index < rows.count(); ++index) {
    const std::span<const float> row = rows.row(index);
    const std::vector<double> values(row.begin(), row.end());
    const std::span<const double> logits = values;
    const reference::RowTarget target{{}, static_cast<std::size_t>(rows.classes[index])};
    const double weight = reference::weight_of(class_weights, target);
    const double share = weight * gradient_scale;
    for (const double gradient :
         reference::row_gradient<double>(Loss::cross_entropy, logits, target, share, 0.0))
      expected.gradients.push_back(static_cast<float>(gradient));
    expected.loss += weight * reference::row_loss<double>(Loss::cross_entropy, logits, target, 0);
    expected.weight += weight;
    expected.correct += reference::predicted_class(logits) == target.true_class ? 1 : 0;
  }
  return expected;
}

void expect_same(const Computed& computed, const Computed& wanted) {
  for (std::size_t index = 0; index < wanted.gradients.size(); ++index)
    EXPECT_NEAR(computed.gradients[index], wanted.gradients[index], 1e-6f) << "element " << index;
  EXPECT_NEAR(computed.loss, wanted.loss, 1e-5 * wanted.loss + 1e-5);
  EXPECT_DOUBLE_EQ(computed.weight, wanted.weight);
  EXPECT_EQ(computed.correct, wanted.correct);
}

constexpr std::uint64_t columns_tried[] = {1, 2, 3, 10, 15, 16, 17, 31, 32, 33, 100};
constexpr std::uint64_t rows_tried[] = {0, 1, 15, 16, 17, 40};

TEST(CrossEntropy, IsThatOfTheFormula) {
  for (const std::uint64_t columns : columns_tried) {
    std::vector<float> weights;
    for (std::uint64_t column = 0; column < columns; ++column)
      weights.push_back(0.5f + static_cast<float>(column % 3));
    for (const std::uint64_t count : rows_tried) {
      SCOPED_TRACE(std::to_string(count) + " rows of " + std::to_string(columns));
      const Rows rows = random_rows(count, columns);
      expect_same(compute(rows, {}), expected(rows, {}));
      expect_same(compute(rows, weights), expected(rows, weights));
    }
  }
}

TEST(CrossEntropy, HasTheSameBitsOnEveryInstructionSet) {
  for (const std::uint64_t columns : columns_tried) {
    const Rows rows = random_rows(40, columns);
    const Computed baseline = compute(rows, {}, InstructionSet::baseline);
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
      const Computed computed = compute(rows, {}, instruction_set);
      EXPECT_THAT(computed.gradients, ElementsAreArray(baseline.gradients)) << name_of(instruction_set);
      EXPECT_EQ(computed.loss, baseline.loss) << name_of(instruction_set);
    }
  }
}

TEST(CrossEntropy, OfARowDoesNotDependOnThoseBesideIt) {
  for (const std::uint64_t columns : columns_tried) {
    Rows rows = random_rows(40, columns);
    // What is not finite stays in its row.
    rows.logits[20 * columns] = std::numeric_limits<float>::quiet_NaN();
    const Computed all = compute(rows, {});
    for (const std::uint64_t index : {0, 15, 16, 19, 21, 39}) {
      const std::span<const float> row = rows.row(index);
      const Computed alone = compute({columns, {row.begin(), row.end()}, {rows.classes[index]}}, {});
      EXPECT_THAT(std::span(all.gradients).subspan(index * columns, columns),
                  ElementsAreArray(alone.gradients));
    }
    EXPECT_TRUE(std::isnan(all.loss));
  }
}

TEST(CrossEntropy, MayReplaceTheLogits) {
  for (const std::uint64_t columns : columns_tried) {
    Rows rows = random_rows(40, columns);
    const Computed apart = compute(rows, {});
    double loss = 0.0;
    LossTotals totals{&loss};
    kernel(best_instruction_set())({rows.logits.data(), rows.count(), columns, columns},
                                   {nullptr, rows.classes.data(), {}, gradient_scale}, rows.logits.data(),
                                   totals);
    EXPECT_THAT(rows.logits, ElementsAreArray(apart.gradients));
    EXPECT_EQ(loss, apart.loss);
  }
}

TEST(CrossEntropy, PredictsTheFirstOfEqualLogits) {
  for (const std::uint64_t columns : {2, 10, 40}) {
    const std::vector<float> equal(columns, 3.0f);
    EXPECT_EQ(compute({columns, equal, {0}}, {}).correct, 1u);
    EXPECT_EQ(compute({columns, equal, {1}}, {}).correct, 0u);
  }
}

}  // namespace
}  // namespace glissade::cpu
