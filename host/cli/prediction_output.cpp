#include "cli/prediction_output.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/predictor.hpp"
#include "cli/standard_output.hpp"
#include "data/arrays/npy_writer.hpp"
#include "data/files/atomic_file.hpp"
#include "glissade/metrics.hpp"
#include "report/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos && !text.starts_with(' ') && !text.ends_with(' '))
    return text;
  std::string quoted = "\"";
  for (const char byte : text) {
    quoted += byte;
    if (byte == '"')
      quoted += byte;
  }
  return quoted + '"';
}

std::vector<std::string> prediction_names(const Model& model) {
  const std::vector<std::string>& targets = model.preprocessing.target_names;
  std::vector<std::string> names;
  for (const std::string& name : model.preprocessing.class_names)
    names.push_back("probability_" + name);
  if (model.is_classifier())
    return names;
  if (targets.size() == 1)
    return {"prediction"};
  for (const std::string& name : targets)
    names.push_back("prediction_" + name);
  return names;
}

/// Predictions in own units, or probabilities.
std::vector<double> final_values(const Model& model, std::span<const float> outputs) {
  if (!model.is_classifier())
    return in_target_units(model.preprocessing, outputs);
  const std::size_t classes = model.network.outputs();
  std::vector<double> probabilities(outputs.size());
  for (std::size_t first = 0; first < outputs.size(); first += classes)
    softmax(outputs.subspan(first, classes), std::span(probabilities).subspan(first, classes));
  return probabilities;
}

/// The first of the largest logits, as everywhere.
std::size_t predicted_class(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

class CsvText {
 public:
  explicit CsvText(const Model& model) : model_(model) {
    for (const std::string& name : model.preprocessing.class_names)
      class_fields_.push_back(csv_field(name));
  }

  std::string header() const {
    std::string line = model_.is_classifier() ? "class" : "";
    for (const std::string& name : prediction_names(model_))
      line += (line.empty() ? "" : ",") + csv_field(name);
    return line + '\n';
  }

  std::string rows(std::span<const float> outputs) const {
    const std::vector<double> values = final_values(model_, outputs);
    const std::size_t width = model_.network.outputs();
    std::string text;
    for (std::size_t first = 0; first < outputs.size(); first += width) {
      if (model_.is_classifier())
        text += class_fields_[predicted_class(outputs.subspan(first, width))] + ',';
      for (std::size_t output = 0; output < width; ++output)
        text += (output == 0 ? "" : ",") + exact_decimal(values[first + output]);
      text += '\n';
    }
    return text;
  }

 private:
  const Model& model_;
  std::vector<std::string> class_fields_;
};

class CsvStandardOutput : public PredictionOutput {
 public:
  explicit CsvStandardOutput(const Model& model) : text_(model) { write_standard_output(text_.header()); }
  void append(std::span<const float> outputs) override { write_standard_output(text_.rows(outputs)); }
  void finish() override {}

 private:
  CsvText text_;
};

class CsvFile : public PredictionOutput {
 public:
  CsvFile(const Model& model, const std::string& path) : text_(model), file_(path) {
    file_.write(text_.header());
  }
  void append(std::span<const float> outputs) override { file_.write(text_.rows(outputs)); }
  void finish() override { file_.commit(); }

 private:
  CsvText text_;
  AtomicFile file_;
};

class NpyFile : public PredictionOutput {
 public:
  NpyFile(const Model& model, std::uint64_t rows, const std::string& path)
      : model_(model), writer_(path, Scalar::float32, {rows, model.network.outputs()}) {}
  void append(std::span<const float> outputs) override {
    const std::vector<double> values = final_values(model_, outputs);
    const std::vector<float> rounded(values.begin(), values.end());
    writer_.append(rounded);
  }
  void finish() override { writer_.commit(); }

 private:
  const Model& model_;
  NpyWriter writer_;
};

/// One document: for a classifier the class of each row and its probabilities, else the predictions.
class JsonStandardOutput : public PredictionOutput {
 public:
  explicit JsonStandardOutput(const Model& model) : model_(model) {
    if (model.is_classifier())
      document_["classes"] = model.preprocessing.class_names;
    else
      document_["targets"] = model.preprocessing.target_names;
    document_["predictions"] = ordered_json::array();
    if (model.is_classifier())
      document_["probabilities"] = ordered_json::array();
  }

  void append(std::span<const float> outputs) override {
    const std::vector<double> values = final_values(model_, outputs);
    const std::size_t width = model_.network.outputs();
    for (std::size_t first = 0; first < outputs.size(); first += width) {
      const auto place = values.begin() + static_cast<std::ptrdiff_t>(first);
      const std::vector<double> row(place, place + static_cast<std::ptrdiff_t>(width));
      if (model_.is_classifier()) {
        const std::size_t which = predicted_class(outputs.subspan(first, width));
        document_["predictions"].push_back(model_.preprocessing.class_names[which]);
        document_["probabilities"].push_back(row);
      } else {
        document_["predictions"].push_back(width == 1 ? ordered_json(row.front()) : ordered_json(row));
      }
    }
  }

  void finish() override { write_json(document_); }

 private:
  const Model& model_;
  ordered_json document_;
};

/// A file, and once it stands a document that says so.
class FileThenDocument : public PredictionOutput {
 public:
  FileThenDocument(std::unique_ptr<PredictionOutput> file, std::uint64_t rows, const std::string& path)
      : file_(std::move(file)) {
    document_["rows"] = rows;
    document_["out"] = path;
  }
  void append(std::span<const float> outputs) override { file_->append(outputs); }
  void finish() override {
    file_->finish();
    write_json(document_);
  }

 private:
  std::unique_ptr<PredictionOutput> file_;
  ordered_json document_;
};

}  // namespace

std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const std::optional<std::string>& path, bool json) {
  if (!path && json)
    return std::make_unique<JsonStandardOutput>(model);
  if (!path)
    return std::make_unique<CsvStandardOutput>(model);
  std::unique_ptr<PredictionOutput> file;
  if (path->ends_with(".npy"))
    file = std::make_unique<NpyFile>(model, rows, *path);
  else
    file = std::make_unique<CsvFile>(model, *path);
  if (json)
    return std::make_unique<FileThenDocument>(std::move(file), rows, *path);
  return file;
}

}  // namespace glissade
