#pragma once

#include <optional>
#include <span>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// Judges a session after each epoch on rows that it is not trained on.
class Validation {
 public:
  /// `data` must outlive it and may have no rows: then reports stay as they are.
  Validation(const Network& network, const DatasetView& data, std::span<const double> target_scale);

  /// Fills in the validation results of `report`.
  void judge(Session& session, EpochReport& report) const;

 private:
  const Network& network_;
  DatasetView data_;
  std::vector<double> target_scale_;
  std::vector<double> target_variation_;  ///< regression: Σ(y−ȳ)² of each output
};

}  // namespace glissade
