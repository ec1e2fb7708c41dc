#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glissade/model.hpp"

namespace glissade {

struct PredictedRows {
  std::vector<double> values;        ///< [rows × outputs]: in the targets' units, or probabilities
  std::vector<std::size_t> classes;  ///< a classifier's, one per row
};

/// Classes and probabilities from logits [rows × classes].
PredictedRows classified(std::span<const float> logits, std::size_t classes);

/// The destination of predictions.
class PredictionOutput {
 public:
  virtual ~PredictionOutput() = default;
  virtual void append(const PredictedRows& rows) = 0;
  /// After the last rows. Throws Error(failure) where something could not be written, as append() may.
  virtual void finish() = 0;
};

struct PredictionFormat {
  std::optional<std::string> path;  ///< a file, an .npy one by its name; otherwise standard output
  bool json = false;  ///< the predictions, or a document that names the file, go to standard output
  bool spreadsheet_safe = false;  ///< no cell of the CSV text begins as a formula does
};

/// `model` must outlive the result. Throws Error(usage) for a format that there is not.
std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const PredictionFormat& format);

}  // namespace glissade
