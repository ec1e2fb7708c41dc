#pragma once

#include <optional>
#include <ostream>
#include <string_view>

#include "glissade/backend.hpp"

namespace glissade {

/// Mistakes that somebody who writes a training step makes.
enum class Fault {
  none,
  bias_gradient_dropped,
  adam_counts_from_two,
  epsilon_inside_the_root,
  weight_transposed,
  batch_shifted_by_a_row,
  targets_shifted_by_a_row,
  last_batch_dropped,
  loss_summed,
  penalty_on_biases,
  shuffle_not_applied,
  one_gradient_element_off,
  loss_averaged_in_the_sums,
  relu_mask_of_the_row_before,
  update_of_the_epoch_end_lost,
  training_other_than_tracing,
  divergence_claimed,
};

std::string_view name_of(Fault fault);
std::ostream& operator<<(std::ostream& stream, Fault fault);

/// A device of one thread and plain loops in fp32, with a mistake in it: everything after the mistake is
/// computed from what the mistake gave, and the run goes on from there, as it would on a real device.
class FaultyBackend final : public Backend {
 public:
  /// By its clock each step takes so long; without one it has no clock.
  explicit FaultyBackend(Fault fault, std::optional<double> step_seconds = std::nullopt)
      : fault_(fault), step_seconds_(step_seconds) {}

  std::string_view name() const override { return "faulty"; }
  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override;

 private:
  Fault fault_;
  std::optional<double> step_seconds_;
};

}  // namespace glissade
