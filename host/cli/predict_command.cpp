#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/model_arguments.hpp"
#include "cli/prediction_output.hpp"
#include "data/files/atomic_file.hpp"
#include "run/predictor.hpp"
#include "run/prepared_source.hpp"

namespace glissade {
namespace {

PredictedRows predicted_rows(Predictor& predictor, const Model& model, std::uint64_t first,
                             std::uint64_t count) {
  if (!model.is_classifier())
    return {predictor.values(first, count), {}};
  return classified(predictor.logits(first, count), model.network.outputs());
}

/// Every row needs a prediction, so a row that the model's preprocessing leaves out is an error.
void require_every_row(const PreparedSource& source, std::uint64_t rows, const std::string& data) {
  if (source.rows() == rows)
    return;
  std::uint64_t missing = 0;
  while (missing < source.kept_rows.size() && source.kept_rows[missing] == missing)
    ++missing;
  throw Error(ErrorKind::input,
              data + ": row " + std::to_string(missing + 1) +
                  " has a missing value, and the model was trained with --impute drop",
              "Fill or remove such rows, or train with --impute mean or median.");
}

void predict(const ModelArguments& given, const PredictionFormat& format, const CommonArguments& common) {
  const int threads = common.thread_count();
  SourceOptions requested = given.source.options(threads);
  requested.target_optional = true;
  if (format.path)
    AtomicFile::require_writable(*format.path);
  const Model model = load_model(given.model_path("predict"));
  const DeviceChoice device = device_for(model, given.device);
  Table table = read_source(for_model(requested, model.preprocessing));
  const std::uint64_t rows = table.rows();
  table.targets = RawTargets();
  Notes notes(common.quiet);
  const PreparedSource source = prepare_for(model, std::move(table), threads, notes);
  require_every_row(source, rows, requested.data);

  Predictor predictor(model, source, *device.backend, threads);
  const auto output = open_prediction_output(model, rows, format);
  for (std::uint64_t first = 0; first < rows; first += predictor.chunk_rows()) {
    const std::uint64_t count = std::min(predictor.chunk_rows(), rows - first);
    output->append(predicted_rows(predictor, model, first, count));
  }
  output->finish();
}

}  // namespace

int run_predict(const Arguments& arguments, CommonArguments& common) {
  ModelArguments given;
  PredictionFormat format;
  CommandLine line("predict", "predict MODEL --data SOURCE [options]",
                   "Writes a model's predictions as CSV, one line per row: prediction, or class and "
                   "probabilities.");
  add_model_options(line, given);
  line.group().add_file(
      FileRole::output, "--out", format.path, "FILE",
      "File for the predictions instead of standard output; a name in .npy gets an array of "
      "predictions or probabilities: float32, or float64 for a model of the exact solver");
  line.group().add_flag("--spreadsheet-safe", format.spreadsheet_safe,
                        "Write ' before a class name that a spreadsheet would take for a formula: one that "
                        "begins with = + - @, a tab or a carriage return, and is no number");
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  format.json = common.json;
  predict(given, format, common);
  return 0;
}

}  // namespace glissade
