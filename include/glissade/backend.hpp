#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/dataset.hpp"
#include "glissade/network.hpp"
#include "glissade/optimizer.hpp"

/// The seam between what decides (training loop, files, reports) and what computes. A backend is asked for
/// whole runs of steps, never for single operations, so that each may fuse and schedule as it likes.
namespace glissade {

/// Rounding of the factors of matrix products; sums are fp32 always. Only CUDA devices have others
/// than fp32.
enum class Precision : std::uint8_t { fp32, tf32, bf16 };

std::string_view name_of(Precision precision);
/// Throws Error(usage) that lists the valid names.
Precision parse_precision(std::string_view name);

struct SessionOptions {
  OptimizerOptions optimizer;
  /// Rows of a step; at least the number of training rows means full batch, in natural order.
  std::uint64_t batch_size = 128;
  /// Key of the batch order.
  std::uint64_t seed = 0;
  /// CPU threads; 0: all that the process may use. Never changes a result.
  int threads = 0;
  /// Classification: weight wᵢ of each class; the loss is Σ wᵢℓᵢ / Σ wᵢ, in evaluate() too. Empty: all 1. A
  /// batch whose weights are all 0 has gradient 0.
  std::vector<float> class_weights;
  Precision precision = Precision::fp32;
};

/// Totals over rows, each row's part in fp32 and the additions in fp64. The mean loss is loss[o] / weight.
struct Sums {
  std::uint64_t rows = 0;
  /// Σ wᵢ; the number of rows without class weights.
  double weight = 0.0;
  /// Regression: Σ (ŷ − y)², one per output. Classification: one element, Σ wᵢℓᵢ.
  std::vector<double> loss;
  /// Classification: rows whose largest logit is the true class (the first of equals).
  std::uint64_t correct = 0;
  /// `train`: the first step whose loss or updated parameters were not finite. Its sums and those of later
  /// steps are not included.
  std::optional<std::uint64_t> first_nonfinite_step;
  /// `train`: how long the device took for the steps, by its own clock: from when it is ready for the first
  /// to the end of the last, per call or part of one. What it waits for the host in between counts; copies
  /// before and after do not. Steps that were no-ops count, too. Decides nothing, and is in no checkpoint.
  /// Missing where the device has no clock of its own.
  std::optional<double> device_seconds;
};

/// Everything that a run continues from. fp64 holds the values of every backend exactly, so what one backend
/// trained another can continue.
struct State {
  std::uint64_t step = 0;  ///< steps done; stays at the first step that was not finite
  std::vector<double> arena;
  std::vector<double> first_moment;   ///< empty where the optimizer has none
  std::vector<double> second_moment;  ///< empty where the optimizer has none
};

/// Inputs and results of one step, operation by operation, in fp32 as the backend held it (fp64 for
/// `reference`).
struct Trace {
  struct Layer {
    /// [rows × outputs] before the activation; empty where the backend keeps only `output`.
    std::vector<double> pre_activation;
    /// [rows × outputs] after the activation; for the last layer predictions or logits.
    std::vector<double> output;
    /// [rows × outputs] ∂loss/∂pre_activation; for the last layer the gradient of the predictions or logits.
    std::vector<double> gradient;
  };
  std::uint64_t step = 0;
  StepScalars scalars;
  std::vector<std::uint64_t> rows;  ///< rows of the training data in this batch, in batch order
  std::vector<double> features;     ///< [batch × features], converted
  std::vector<Layer> layers;
  Sums sums;                           ///< of this step alone
  std::vector<double> arena_gradient;  ///< of the loss: before clipping and penalties
  State before;
  State after;
  /// Depth of the backend's own summation trees, for the bounds: sums over the batch's rows (gradients of
  /// weights, of biases) and over one row's terms (dot products), as the number of roundings one term can
  /// pass through; 0 where it is not known.
  std::uint64_t row_sum_depth = 0;
  std::uint64_t bias_sum_depth = 0;
  std::uint64_t dot_depth = 0;
};

/// A backend's live state for one run. Not thread-safe. The data passed to open() must outlive it.
class Session {
 public:
  virtual ~Session() = default;

  /// Runs one step per element of `scalars`, the first of which is step number `first_step` (0-based over the
  /// whole run; it decides epoch and batch). How a run is cut into calls never changes a bit. A step
  /// whose loss is not finite updates nothing; an element whose new value or moments would not be finite
  /// keeps them all. From the first step where either happens, later updates of this call are no-ops. So
  /// arena and moments are always finite. Throws Error(usage) where the session has no rows.
  /// Returns `before` with the sums of these steps added one after the other: the totals of several calls
  /// have the bits of a single one's, too.
  virtual Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                     const Sums& before = {}) = 0;

  /// Loss and correct predictions over `data`, whose targets must be present.
  virtual Sums evaluate(const DatasetView& data) = 0;

  /// Predictions or logits [rows × outputs] for the features of `data`; `outputs` has room for all.
  virtual void predict(const DatasetView& data, std::span<float> outputs) = 0;

  virtual State state() const = 0;
  /// Moments may be empty: zeros.
  virtual void restore(const State& state) = 0;

  /// Runs one step exactly as train() does, and returns what it used and produced.
  virtual Trace trace(std::uint64_t step, const StepScalars& scalars) = 0;
};

/// The peaks of a device, measured in the same process.
struct DeviceLimits {
  double read_rate = 0.0;    ///< bytes per second
  double gemm_rate = 0.0;    ///< floating-point operations per second
  double cache_bytes = 0.0;  ///< what fits in there need not come from memory; 0 where it is not known
  int threads = 0;           ///< of the CPU, with which this was reached; 0: a device of its own
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;

  /// Other devices are held against it, and nothing is to be learnt from holding it against itself.
  virtual bool is_oracle() const { return false; }
  /// Its speed is worth measuring more than once. False for what is slow on purpose.
  virtual bool is_timed() const { return true; }

  /// Peak rates: reading `data_bytes` (at least 4 MB, at most 256 MB) from the device's memory, and square
  /// matrix products in that precision. `threads`: of the CPU, as in SessionOptions. Takes well under a
  /// second. Nothing if the device cannot tell.
  virtual std::optional<DeviceLimits> measure_limits(std::uint64_t /*data_bytes*/, Precision /*precision*/,
                                                     int /*threads*/) const {
    return std::nullopt;
  }

  /// `data` may have no rows for a session that only predicts and evaluates. The session starts with all
  /// parameters zero: call restore(). Throws Error(usage) for options that do not fit the network or the
  /// data. Data that are yet to be generated (DatasetView::deferred) are for cuda and emulated only.
  virtual std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                        const SessionOptions& options) const = 0;
};

/// A backend and why it was chosen, in one clause ("the only device in this build").
struct DeviceChoice {
  const Backend* backend = nullptr;
  std::string reason;
};

/// `device`: auto, cpu, reference, cuda or emulated. Throws Error(usage) for another name and Error(device)
/// for one that cannot be used here.
DeviceChoice select_device(std::string_view device);

}  // namespace glissade
