#include "cli/prediction_output.hpp"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/standard_output.hpp"
#include "data/arrays/npy_writer.hpp"
#include "data/files/atomic_file.hpp"
#include "glissade/error.hpp"
#include "glissade/metrics.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

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

/// For programs that take a cell which begins so for a formula, and run it. Numbers stay what they are.
std::string without_formula(const std::string& text) {
  constexpr std::string_view starts = "=+-@\t\r";
  const bool is_formula = !text.empty() && starts.find(text[0]) != std::string_view::npos;
  return is_formula && !parse_number(text) ? '\'' + text : text;
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

/// The first of the largest logits, as everywhere.
std::size_t predicted_class(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

class CsvText {
 public:
  CsvText(const Model& model, bool spreadsheet_safe) : model_(model), spreadsheet_safe_(spreadsheet_safe) {
    for (const std::string& name : model.preprocessing.class_names)
      class_fields_.push_back(field(name));
  }

  std::string header() const {
    std::vector<std::string> fields;
    if (model_.is_classifier())
      fields.emplace_back("class");
    for (const std::string& name : prediction_names(model_))
      fields.push_back(field(name));
    return joined(fields, ",") + '\n';
  }

  std::string rows(const PredictedRows& rows) const {
    const std::size_t width = model_.network.outputs();
    std::string text;
    for (std::size_t first = 0; first < rows.values.size(); first += width) {
      if (model_.is_classifier())
        text += class_fields_[rows.classes[first / width]] + ',';
      for (std::size_t output = 0; output < width; ++output)
        text += (output == 0 ? "" : ",") + exact_decimal(rows.values[first + output]);
      text += '\n';
    }
    return text;
  }

 private:
  std::string field(const std::string& name) const {
    return csv_field(spreadsheet_safe_ ? without_formula(name) : name);
  }

  const Model& model_;
  bool spreadsheet_safe_;
  std::vector<std::string> class_fields_;
};

class CsvStandardOutput : public PredictionOutput {
 public:
  CsvStandardOutput(const Model& model, bool spreadsheet_safe)
      : text_(model, spreadsheet_safe), header_(text_.header()) {}
  void append(const PredictedRows& rows) override { write(std::exchange(header_, {}) + text_.rows(rows)); }
  void finish() override { write(header_); }

 private:
  /// On a terminal it is read by people, anywhere else by programs.
  void write(const std::string& text) const {
    if (is_terminal_)
      write_text(text);
    else
      write_standard_output(text);
  }

  const bool is_terminal_ = ::isatty(STDOUT_FILENO) != 0;
  CsvText text_;
  std::string header_;  // until there are rows: a failure before them leaves nothing
};

class CsvFile : public PredictionOutput {
 public:
  CsvFile(const Model& model, bool spreadsheet_safe, const std::string& path)
      : text_(model, spreadsheet_safe), file_(path) {
    file_.write(text_.header());
  }
  void append(const PredictedRows& rows) override { file_.write(text_.rows(rows)); }
  void finish() override { file_.commit(); }

 private:
  CsvText text_;
  AtomicFile file_;
};

class NpyFile : public PredictionOutput {
 public:
  NpyFile(const Model& model, std::uint64_t rows, const std::string& path)
      : in_double_(model.predicts_in_double()),
        writer_(path, in_double_ ? Scalar::float64 : Scalar::float32, {rows, model.network.outputs()}) {}
  void append(const PredictedRows& rows) override {
    if (in_double_)
      writer_.append(rows.values);
    else
      writer_.append(std::vector<float>(rows.values.begin(), rows.values.end()));
  }
  void finish() override { writer_.commit(); }

 private:
  bool in_double_;
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

  void append(const PredictedRows& rows) override {
    const std::size_t width = model_.network.outputs();
    for (std::size_t first = 0; first < rows.values.size(); first += width) {
      const auto place = rows.values.begin() + static_cast<std::ptrdiff_t>(first);
      const std::vector<double> row(place, place + static_cast<std::ptrdiff_t>(width));
      if (model_.is_classifier()) {
        document_["predictions"].push_back(model_.preprocessing.class_names[rows.classes[first / width]]);
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
  void append(const PredictedRows& rows) override { file_->append(rows); }
  void finish() override {
    file_->finish();
    write_json(document_);
  }

 private:
  std::unique_ptr<PredictionOutput> file_;
  ordered_json document_;
};

}  // namespace

PredictedRows classified(std::span<const float> logits, std::size_t classes) {
  PredictedRows rows{std::vector<double>(logits.size()), {}};
  for (std::size_t first = 0; first < logits.size(); first += classes) {
    softmax(logits.subspan(first, classes), std::span(rows.values).subspan(first, classes));
    rows.classes.push_back(predicted_class(logits.subspan(first, classes)));
  }
  return rows;
}

std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const PredictionFormat& format) {
  const bool is_npy = format.path && format.path->ends_with(".npy");
  if (format.spreadsheet_safe && (is_npy || (format.json && !format.path)))
    throw Error(ErrorKind::usage,
                std::string("--spreadsheet-safe does not apply to ") + (is_npy ? "an .npy file" : "JSON"),
                "It changes CSV text alone.");
  if (!format.path && format.json)
    return std::make_unique<JsonStandardOutput>(model);
  if (!format.path)
    return std::make_unique<CsvStandardOutput>(model, format.spreadsheet_safe);
  std::unique_ptr<PredictionOutput> file;
  if (is_npy)
    file = std::make_unique<NpyFile>(model, rows, *format.path);
  else
    file = std::make_unique<CsvFile>(model, format.spreadsheet_safe, *format.path);
  if (format.json)
    return std::make_unique<FileThenDocument>(std::move(file), rows, *format.path);
  return file;
}

}  // namespace glissade
