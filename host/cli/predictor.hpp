#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/model.hpp"

namespace glissade {

/// Runs a trained network over prepared data, some rows at a time so that activations take little memory.
class Predictor {
 public:
  Predictor(const Network& network, std::span<const float> arena, const Backend& backend, int threads);

  /// Rows that one call should be given at most.
  std::uint64_t chunk_rows() const { return chunk_rows_; }

  /// Network outputs [rows × outputs] of a chunk.
  std::vector<float> chunk_outputs(const DatasetView& chunk);

  /// Of all rows.
  std::vector<float> outputs(const DatasetView& data);

 private:
  const Network& network_;
  std::uint64_t chunk_rows_;
  std::unique_ptr<Session> session_;
};

/// Network outputs of a regression [rows × targets] in the targets' own units.
std::vector<double> in_target_units(const Preprocessing& preprocessing, std::span<const float> outputs);

}  // namespace glissade
