#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/model.hpp"
#include "run/prepared_source.hpp"

namespace glissade {

/// Runs a model over prepared data, some rows at a time so that activations take little memory. What is not
/// finite is refused: Error(input) names the first such row.
class Predictor {
 public:
  /// All arguments must outlive it. `backend` is not used by a model that predicts in double.
  Predictor(const Model& model, const PreparedSource& source, const Backend& backend, int threads);

  /// Rows that one call should be given at most.
  std::uint64_t chunk_rows() const { return chunk_rows_; }

  /// Classifiers: logits [count × classes] of rows [first, first + count).
  std::vector<float> logits(std::uint64_t first, std::uint64_t count);

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

/// The device for a model: `asked` for, or chosen. Throws Error(usage) for one that a model cannot use that
/// predicts in double.
DeviceChoice device_for(const Model& model, const std::optional<std::string>& asked);

}  // namespace glissade
