#pragma once

#include <functional>
#include <span>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// Judges a session after each epoch on rows that it is not trained on.
class Validation {
 public:
  /// Has no rows: reports stay as they are.
  Validation() = default;
  /// `network` and `data` must outlive it; `data` may have no rows.
  Validation(const Network& network, const DatasetView& data, std::span<const double> target_scale);
  /// For a session whose rows are elsewhere. `evaluate` gives the sums over them, `target_variation` is
  /// Σ(y−ȳ)² of each output. `network` must outlive it.
  Validation(const Network& network, std::function<Sums(Session&)> evaluate,
             std::vector<double> target_variation, std::span<const double> target_scale);

  /// Fills in the validation results of `report`.
  void judge(Session& session, EpochReport& report) const;
  /// Whether there is nothing to judge by.
  bool is_empty() const { return evaluate_ == nullptr; }

 private:
  const Network* network_ = nullptr;
  std::function<Sums(Session&)> evaluate_;  ///< empty without rows
  std::vector<double> target_scale_;
  std::vector<double> target_variation_;  ///< regression: Σ(y−ȳ)² of each output
};

}  // namespace glissade
