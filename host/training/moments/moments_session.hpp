#pragma once

#include <vector>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"
#include "training/moments/row_moments.hpp"

namespace glissade {

/// Sums of squared errors over the rows of `moments`, of a linear network with these parameters.
Sums sums_over(const RowMoments& moments, const Network& network, std::span<const double> arena);

/// Full-batch steps of a linear network on moments in place of rows, in fp64: the trajectory of the reference
/// but for the roundings of the rows to fp32, at a cost that does not depend on their number. It has no rows
/// to evaluate or predict.
class MomentsSession final : public Session {
 public:
  /// `network` and `moments` must outlive it.
  MomentsSession(const Network& network, const RowMoments& moments, const OptimizerOptions& options);

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override;
  Sums evaluate(const DatasetView& data) override;
  void predict(const DatasetView& data, std::span<float> outputs) override;
  State state() const override { return state_; }
  void restore(const State& state) override;
  /// Without rows and layers, which there are none of.
  Trace trace(std::uint64_t step, const StepScalars& scalars) override;

  /// Residuals under the present parameters, for each output.
  const std::vector<RowMoments::Residuals>& residuals();
  /// Their squares over all rows.
  Sums sums();

 private:
  /// Gradient of the loss, by the arena's elements.
  std::vector<double> gradient();
  Sums run_step(std::uint64_t step, const StepScalars& scalars);

  const Network& network_;
  const RowMoments& moments_;
  OptimizerOptions options_;
  State state_;
  std::vector<RowMoments::Residuals> residuals_;  // empty: not known
};

}  // namespace glissade
