#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/fit.hpp"
#include "glissade/model.hpp"
#include "run/prepared_source.hpp"

namespace glissade {

/// Runs a model over prepared data, a few rows at a time so that activations take little memory. Throws
/// Error(input) for the first row whose prediction is not finite.
class Predictor {
 public:
  /// All arguments must outlive the predictor. A model that predicts in double does not use `backend`.
  Predictor(const Model& model, const PreparedSource& source, const Backend& backend, int threads);

  /// The most rows that one call should be given.
  std::uint64_t chunk_rows() const { return chunk_rows_; }

  /// Classifiers: logits [count × classes] of rows [first, first + count).
  std::vector<float> logits(std::uint64_t first, std::uint64_t count);

  /// Predictions of any model for rows [first, first + count).
  Predictions predictions(std::uint64_t first, std::uint64_t count);

  /// Regressions: predictions [count × targets] in the targets' own units.
  std::vector<double> values(std::uint64_t first, std::uint64_t count);

 private:
  std::vector<float> network_outputs(std::uint64_t first, std::uint64_t count);
  template <class Number>
  void require_finite(const std::vector<Number>& outputs, std::uint64_t first) const;

  const Model& model_;
  const PreparedSource& source_;
  int threads_;
  std::uint64_t chunk_rows_;
  std::unique_ptr<Session> session_;  // none for a model that predicts in double
};

/// Compares a model's predictions for all of `source` with its targets. Throws as Predictor does.
Evaluation evaluate_prepared(const Model& model, const PreparedSource& source, const Backend& backend,
                             int threads);

/// Throws Error(input) if `table` has no targets to compare with.
void require_targets(const Table& table, const std::string& data);

/// The device that was `asked` for; auto: the best one. Throws Error(usage) if the model predicts in double
/// and another device than the CPU was asked for.
DeviceChoice device_for(const Model& model, const std::string& asked);

}  // namespace glissade
