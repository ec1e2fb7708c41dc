#pragma once

#include <optional>
#include <span>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"

namespace glissade {

/// Makes means of what a session returns for a pass over rows, in the targets' own units.
class LossTotals {
 public:
  /// `target_scale`: one per output, or empty for 1; of no use to a classifier.
  LossTotals(const Network& network, std::span<const double> target_scale);

  void assign(const Sums& sums);

  std::uint64_t rows() const { return rows_; }
  /// Σwᵢℓᵢ/Σwᵢ, averaged over the loss's sums. Squared error: the mean over outputs of
  /// target_scale²·Σ(ŷ−y)²/rows.
  double mean_loss() const;
  /// Classification with rows only.
  std::optional<double> accuracy() const;

 private:
  bool classifies_;
  std::vector<double> factors_;  ///< of each loss in the mean
  std::vector<double> losses_;
  std::uint64_t rows_ = 0;
  double weight_ = 0.0;
  std::uint64_t correct_ = 0;
};

}  // namespace glissade
