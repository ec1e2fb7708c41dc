#include "run/prediction_output.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "data/arrays/npy_writer.hpp"
#include "data/files/data_file.hpp"
#include "glissade/error.hpp"
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

class CsvText {
 public:
  CsvText(const Model& model, const PredictionFormat& format)
      : model_(model),
        spreadsheet_safe_(format.spreadsheet_safe),
        id_name_(format.id_name),
        ids_(format.ids) {
    for (const std::string& name : model.preprocessing.class_names)
      class_fields_.push_back(field(name));
  }

  std::string header() const {
    std::vector<std::string> fields;
    if (!ids_.empty())
      fields.push_back(field(id_name_));
    if (model_.is_classifier())
      fields.emplace_back("class");
    for (const std::string& name : prediction_names(model_))
      fields.push_back(field(name));
    return joined(fields, ",") + '\n';
  }

  std::string rows(const Predictions& rows) {
    const std::size_t width = model_.network.outputs();
    std::string text;
    for (std::size_t first = 0; first < rows.values.size(); first += width) {
      if (!ids_.empty())
        text += field(ids_[written_++]) + ',';
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
  std::string id_name_;
  std::vector<std::string> ids_;
  std::size_t written_ = 0;
};

class CsvStandardOutput : public PredictionOutput {
 public:
  CsvStandardOutput(const Model& model, const PredictionFormat& format, PredictionSink sink)
      : text_(model, format), header_(text_.header()), sink_(std::move(sink)) {}
  void append(const Predictions& rows) override { sink_.text(std::exchange(header_, {}) + text_.rows(rows)); }
  void finish() override { sink_.text(header_); }

 private:
  CsvText text_;
  std::string header_;  // until there are rows: a failure before them leaves nothing
  PredictionSink sink_;
};

class CsvFile : public PredictionOutput {
 public:
  CsvFile(const Model& model, const PredictionFormat& format) : text_(model, format), file_(*format.path) {
    file_.write(text_.header());
  }
  void append(const Predictions& rows) override { file_.write(text_.rows(rows)); }
  void finish() override { file_.commit(); }

 private:
  CsvText text_;
  DataFile file_;
};

class NpyFile : public PredictionOutput {
 public:
  NpyFile(const Model& model, std::uint64_t rows, const std::string& path)
      : in_double_(model.predicts_in_double()),
        writer_(path, in_double_ ? Scalar::float64 : Scalar::float32, {rows, model.network.outputs()}) {}
  void append(const Predictions& rows) override {
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
  JsonStandardOutput(const Model& model, const PredictionFormat& format, PredictionSink sink)
      : model_(model), sink_(std::move(sink)) {
    if (!format.ids.empty())
      document_["ids"] = format.ids;
    if (model.is_classifier())
      document_["classes"] = model.preprocessing.class_names;
    else
      document_["targets"] = model.preprocessing.target_names;
    document_["predictions"] = ordered_json::array();
    if (model.is_classifier())
      document_["probabilities"] = ordered_json::array();
  }

  void append(const Predictions& rows) override {
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

  void finish() override { sink_.document(document_); }

 private:
  const Model& model_;
  PredictionSink sink_;
  ordered_json document_;
};

/// A file, and once it stands a document that says so.
class FileThenDocument : public PredictionOutput {
 public:
  FileThenDocument(std::unique_ptr<PredictionOutput> file, std::uint64_t rows, const std::string& path,
                   PredictionSink sink)
      : file_(std::move(file)), sink_(std::move(sink)) {
    document_["rows"] = rows;
    document_["out"] = path;
  }
  void append(const Predictions& rows) override { file_->append(rows); }
  void finish() override {
    file_->finish();
    sink_.document(document_);
  }

 private:
  std::unique_ptr<PredictionOutput> file_;
  PredictionSink sink_;
  ordered_json document_;
};

}  // namespace

std::unique_ptr<PredictionOutput> open_prediction_output(const Model& model, std::uint64_t rows,
                                                         const PredictionFormat& format,
                                                         PredictionSink sink) {
  const bool is_npy = format.path && (format.path->ends_with(".npy") || format.path->ends_with(".npy.gz"));
  if (format.spreadsheet_safe && (is_npy || (format.json && !format.path)))
    throw Error(ErrorKind::usage,
                std::string("{spreadsheet_safe} does not apply to ") + (is_npy ? "an .npy file" : "JSON"),
                "It changes CSV text alone.");
  if (!format.path && format.json)
    return std::make_unique<JsonStandardOutput>(model, format, std::move(sink));
  if (!format.path)
    return std::make_unique<CsvStandardOutput>(model, format, std::move(sink));
  std::unique_ptr<PredictionOutput> file;
  if (is_npy)
    file = std::make_unique<NpyFile>(model, rows, *format.path);
  else
    file = std::make_unique<CsvFile>(model, format);
  if (format.json)
    return std::make_unique<FileThenDocument>(std::move(file), rows, *format.path, std::move(sink));
  return file;
}

}  // namespace glissade
