#pragma once

#include <optional>
#include <span>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"
#include "glissade/run_result.hpp"
#include "glissade/table.hpp"
#include "training/moments/row_moments.hpp"

namespace glissade {

/// A linear regression as its moments: the one read of its rows is over.
struct MomentsProblem {
  RowMoments training;
  std::optional<RowMoments> validation;
  /// Factor of each output's squared error that puts it into the targets' own units.
  std::vector<double> unit;
  /// On w², as penalty_of_rows() has it.
  double penalty = 0.0;
  /// Parameters of least objective, as an arena. Missing with l1, and for optimizers other than conjugate
  /// where features are so collinear that the moments do not tell.
  std::optional<std::vector<double>> exact_arena;

  /// Mean squared error of the training rows in the targets' own units, plus the penalty.
  double objective(const Network& network, std::span<const double> arena) const;
  /// The same where the sums over the training rows are known.
  double objective(const Network& network, std::span<const double> arena, const Sums& sums) const;
  /// Mean over outputs of the variance of the training rows' targets, in their own units.
  double target_variance() const;
};

/// Reads the rows: once, or twice for conjugate gradients where the condition of the features asks for it.
/// `validation` may be null. Throws Error(input) for values that are too large, and Error(failure) where the
/// products of columns do not fit in memory.
MomentsProblem read_moments(const Preprocessing& preprocessing, const Network& network, const Table& training,
                            const Table* validation, const TrainingOptions& options);

/// The distance of these parameters from the best ones, as a run says it.
MomentsOutcome moments_outcome(const MomentsProblem& problem, const Network& network,
                               std::span<const double> arena);

}  // namespace glissade
