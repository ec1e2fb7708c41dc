#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "glissade/model.hpp"

namespace glissade {

/// Where predictions go. Takes network outputs, writes predictions in the targets' units, or classes and
/// probabilities.
class PredictionOutput {
 public:
  virtual ~PredictionOutput() = default;
  /// Network outputs of the next rows, [rows × outputs].
  virtual void append(std::span<const float> outputs) = 0;
  /// After the last rows. Throws Error(failure) where something could not be written, as append() may.
  virtual void finish() = 0;
};

/// A file for `path`, an .npy one by its name; otherwise standard output. With `json` the predictions, or a
/// document that names the file, go to standard output. `model` must outlive the result.
std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const std::optional<std::string>& path, bool json);

}  // namespace glissade
