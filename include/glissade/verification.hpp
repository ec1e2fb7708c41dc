#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/training.hpp"

/// Proof that a device computes the training run that the formulas describe. No tolerance is picked: every
/// bound is derived from the roundings of the one operation that it belongs to.
namespace glissade {

struct VerificationOptions {
  /// Options of the run to verify. `epochs` shapes the schedule; patience and time limits play no part.
  TrainingOptions training = {};
  /// 0: two epochs, at most 20. Where these do not reach the second epoch, the last two are the last step of
  /// the first epoch, whose batch may be smaller, and the first of the second.
  std::uint64_t steps = 0;
  /// Source from which `device` generates the data itself (DatasetView::deferred); its batches must hold the
  /// data's bits. No rows: the device is opened with the data.
  DatasetView opened_with = {};
  /// Called after each step of each device. May be empty.
  std::function<void(std::uint64_t done, std::uint64_t steps)> progress = {};
};

/// One operation, recomputed in fp64 from the device's own inputs to it, over all steps.
struct VerifiedOperation {
  /// "batch.rows", "layers.0.output", "loss", "layers.1.weight.gradient", "layers.1.bias.update", …
  std::string name;
  /// Largest |device − reference| as a fraction of its bound; above 1: wrong. Infinite where bits must agree
  /// and do not.
  double worst_bound_fraction = 0.0;
  std::uint64_t step = 0;   ///< where it is largest
  std::uint64_t index = 0;  ///< of the element there
  /// Width of the array; 1 for a vector. Element i of a matrix is at [i / columns, i % columns].
  std::uint64_t columns = 1;
  std::uint64_t compared = 0;  ///< elements, over all steps

  bool passed() const { return worst_bound_fraction <= 1.0; }
};

struct VerifiedDevice {
  std::string device;
  std::vector<VerifiedOperation> operations;  ///< in the order of computation
};

/// A check that needs no second device. Passed: figure ≤ limit.
struct VerificationCheck {
  std::string name;
  double figure = 0.0;
  double limit = 0.0;
  std::string meaning;  ///< what the figure is, in a few words

  bool passed() const { return figure <= limit; }
};

/// The run of one device beside that of another from the same start, each on its own. For information:
/// roundings grow from step to step (Adam's first steps are ± the learning rate by the sign of a gradient),
/// so that no useful bound holds, and none is needed where every operation of every step is within its own.
struct EndToEnd {
  std::string device;
  std::string against;
  double largest_difference = 0.0;  ///< of a parameter, after the last step
  std::string tensor;               ///< where
  std::uint64_t index = 0;
  std::uint64_t columns = 1;
  double largest_movement = 0.0;  ///< of a parameter of `against`, for comparison
  double loss = 0.0;              ///< mean over the last batch, of `device`
  double loss_against = 0.0;
  double largest_loss_drift = 0.0;  ///< |loss − loss of `against`| over all steps
};

/// The first operation of the first step that is beyond its bound, at its worst element.
struct VerificationFailure {
  std::string device;
  std::string operation;
  std::uint64_t step = 0;
  std::uint64_t index = 0;
  std::uint64_t columns = 1;
  double value = 0.0;
  double reference = 0.0;
  double bound = 0.0;
  std::uint64_t outside = 0;   ///< elements beyond their bounds
  std::uint64_t compared = 0;  ///< elements
  /// A fault under which every number of this operation would be right ("the weight is transposed"), or
  /// empty.
  std::string likely_cause;
};

struct VerificationReport {
  std::uint64_t steps = 0;  ///< traced on each device
  std::vector<VerifiedDevice> devices;
  std::vector<VerificationCheck> checks;
  std::optional<EndToEnd> end_to_end;  ///< missing where the run diverged
  /// The first step of `device` that was rightly not finite: the last that was verified.
  std::optional<std::uint64_t> diverged_step;
  std::optional<VerificationFailure> failure;

  /// Every operation and every check.
  bool passed() const;
};

/// Follows a run through its first steps on `device` and, unless it is the reference, on `against`; each is
/// held against the reference operation by operation. `against` runs in fp32, whatever the precision of the
/// device: a narrow one is compared with what it stands for. `initial_arena` as train() takes it. Throws as
/// Backend::open() does.
VerificationReport verify(const Backend& device, const Backend& against, const Network& network,
                          const DatasetView& training, std::span<const float> initial_arena,
                          const VerificationOptions& options);

}  // namespace glissade
