#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace glissade {

/// Remembers the epoch with the lowest loss, the first of equals. A loss that is NaN is worse than any.
class BestEpoch {
 public:
  BestEpoch() = default;
  /// As it was.
  BestEpoch(std::optional<std::uint64_t> epoch, double loss) : epoch_(epoch), loss_(loss) {}

  /// Whether `epoch` is the best so far.
  bool offer(std::uint64_t epoch, double loss);
  const std::optional<std::uint64_t>& epoch() const { return epoch_; }
  double loss() const { return loss_; }

 private:
  std::optional<std::uint64_t> epoch_;
  double loss_ = std::numeric_limits<double>::infinity();
};

/// Counts epochs whose loss does not fall by more than `min_improvement` below that of the last epoch that
/// did. Many small improvements add up, so a slow descent is not taken for a standstill.
class Patience {
 public:
  Patience(std::uint64_t epochs, double min_improvement)
      : epochs_(epochs), min_improvement_(min_improvement) {}

  /// As it was.
  void restore(double reference_loss, std::uint64_t without_improvement) {
    reference_loss_ = reference_loss;
    without_improvement_ = without_improvement;
  }

  void judge(double loss);
  /// Whether `epochs` in a row have brought no improvement.
  bool is_exhausted() const { return without_improvement_ >= epochs_; }

  double reference_loss() const { return reference_loss_; }
  std::uint64_t without_improvement() const { return without_improvement_; }

 private:
  std::uint64_t epochs_;
  double min_improvement_;
  double reference_loss_ = std::numeric_limits<double>::infinity();
  std::uint64_t without_improvement_ = 0;
};

}  // namespace glissade
