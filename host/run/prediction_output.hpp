#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "glissade/fit.hpp"

namespace glissade {

/// The destination of predictions.
class PredictionOutput {
 public:
  virtual ~PredictionOutput() = default;
  virtual void append(const Predictions& rows) = 0;
  /// After the last rows. Throws Error(failure) where something could not be written, as append() may.
  virtual void finish() = 0;
};

struct PredictionFormat {
  std::optional<std::string> path;  ///< a file, an .npy one by its name; otherwise standard output
  bool json = false;  ///< the predictions, or a document that names the file, go to standard output
  bool spreadsheet_safe = false;      ///< no cell of the CSV text begins as a formula does
  std::string id_name = {};           ///< of the column that tells rows apart, if there is one
  std::vector<std::string> ids = {};  ///< its cells, one a row, which stand beside the predictions
};

/// Standard output, or what stands for it.
struct PredictionSink {
  std::function<void(std::string_view)> text;
  std::function<void(const nlohmann::ordered_json&)> document;
};

/// `model` must outlive the result. Throws Error(usage) for a format that there is not.
std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const PredictionFormat& format, PredictionSink sink);

}  // namespace glissade
