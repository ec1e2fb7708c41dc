#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "verification/verified_problem.hpp"

/// verify() is itself verified: a device with a mistake in it is found out, by far, and the operation at
/// fault is named with its cause.
namespace glissade {
namespace {

using testing::HasSubstr;

/// A mistake, and what verify() must say of it on a model; nothing where it makes none there.
struct SeededFault {
  Fault fault;
  std::optional<std::string> linear;
  std::optional<std::string> classifier;
  std::string cause;
};

std::vector<SeededFault> seeded_faults() {
  return {
      {Fault::bias_gradient_dropped, "layers.0.bias.gradient", "layers.1.bias.gradient", "left out"},
      {Fault::adam_counts_from_two, "layers.0.weight.update", "layers.0.weight.update", "t is one too large"},
      {Fault::epsilon_inside_the_root, "layers.0.weight.update", "layers.0.weight.update",
       "ε is inside the root"},
      {Fault::weight_transposed, "layers.0.pre_activation", "layers.0.pre_activation",
       "layers.0.weight is read transposed"},
      {Fault::batch_shifted_by_a_row, "batch.rows", "batch.rows", "one row late"},
      {Fault::targets_shifted_by_a_row, "loss", "loss", "the next row of the batch"},
      {Fault::last_batch_dropped, "batch.rows", "batch.rows", "smaller batch of an epoch is left out"},
      {Fault::loss_summed, "layers.0.gradient", "layers.1.gradient", "summed over the batch"},
      {Fault::penalty_on_biases, "layers.0.bias.first_moment", "layers.0.bias.first_moment",
       "penalties or decay are applied to biases"},
      {Fault::shuffle_not_applied, "batch.rows", "batch.rows", "not shuffled"},
      {Fault::one_gradient_element_off, "layers.0.weight.gradient", "layers.0.weight.gradient",
       "a single element"},
      {Fault::loss_averaged_in_the_sums, "loss", "loss", "once too often"},
      {Fault::relu_mask_of_the_row_before, std::nullopt, "layers.0.gradient", ""},
      {Fault::update_of_the_epoch_end_lost, "layers.0.weight.first_moment", "layers.0.weight.first_moment",
       "nothing is updated"},
      {Fault::divergence_claimed, "divergence", "divergence", ""},
  };
}

OptimizerOptions penalised_descent() {
  OptimizerOptions optimizer = sgd();
  optimizer.l2 = 0.1f;
  return optimizer;
}

bool is_of_adam(Fault fault) {
  return fault == Fault::adam_counts_from_two || fault == Fault::epsilon_inside_the_root;
}

/// Plain descent has no moments: what would show in one shows in the update.
std::string without_moments(const std::string& operation) {
  const std::size_t moment = operation.find("first_moment");
  return moment == std::string::npos ? operation : operation.substr(0, moment) + "update";
}

class SeededDeviceFault : public testing::TestWithParam<SeededFault> {
 protected:
  static void expect_found(bool classifier, const std::string& operation) {
    expect_found(classifier, operation, penalised_adam());
    if (!is_of_adam(GetParam().fault))
      expect_found(classifier, without_moments(operation), penalised_descent());
  }

 private:
  static void expect_found(bool classifier, const std::string& operation, const OptimizerOptions& optimizer) {
    const SeededFault& seeded = GetParam();
    SCOPED_TRACE(std::string(classifier ? "classifier, " : "linear, ") +
                 std::string(name_of(optimizer.kind)));
    const VerificationReport report = verify_faulty(seeded.fault, classifier, optimizer);
    EXPECT_FALSE(report.passed());
    ASSERT_TRUE(report.failure.has_value());
    EXPECT_EQ(report.failure->operation, operation);
    EXPECT_THAT(report.failure->likely_cause, HasSubstr(seeded.cause));
    EXPECT_GE(fraction_of(report, operation), 10.0);
    std::printf("  %-28s %-28s %.3g times its bound: %s\n", std::string(name_of(seeded.fault)).c_str(),
                operation.c_str(), fraction_of(report, operation), report.failure->likely_cause.c_str());
  }
};

TEST_P(SeededDeviceFault, IsFoundInALinearModel) {
  if (GetParam().linear)
    expect_found(false, *GetParam().linear);
}

TEST_P(SeededDeviceFault, IsFoundInAClassifier) {
  if (GetParam().classifier)
    expect_found(true, *GetParam().classifier);
}

INSTANTIATE_TEST_SUITE_P(Every, SeededDeviceFault, testing::ValuesIn(seeded_faults()),
                         [](const auto& tested) { return std::string(name_of(tested.param.fault)); });

TEST(DeviceWithoutFault, Passes) {
  for (const bool classifier : {false, true}) {
    for (const OptimizerOptions& optimizer : {adam(), penalised_adam(), sgd()}) {
      const VerificationReport report = verify_faulty(Fault::none, classifier, optimizer);
      EXPECT_TRUE(report.passed());
      EXPECT_FALSE(report.failure.has_value()) << report.failure->operation;
      EXPECT_EQ(report.steps, 6u);
    }
  }
}

}  // namespace
}  // namespace glissade
