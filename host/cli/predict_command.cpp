#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/model_arguments.hpp"
#include "cli/prediction_output.hpp"
#include "cli/predictor.hpp"
#include "cli/prepared_source.hpp"

namespace glissade {
namespace {

/// Every row needs a prediction, so a row that the model's preprocessing leaves out is an error.
void require_every_row(const PreparedSource& source, std::uint64_t rows, const std::string& data) {
  if (source.dataset.features.rows() == rows)
    return;
  std::uint64_t missing = 0;
  while (missing < source.kept_rows.size() && source.kept_rows[missing] == missing)
    ++missing;
  throw Error(ErrorKind::input,
              data + ": row " + std::to_string(missing + 1) +
                  " has a missing value, and the model was trained with --impute drop",
              "Fill or remove such rows, or train with --impute mean or median.");
}

void predict(const ModelArguments& given, const std::optional<std::string>& out,
             const CommonArguments& common) {
  const int threads = common.thread_count();
  SourceOptions requested = given.source.options(threads);
  requested.target_optional = true;
  const DeviceChoice device = select_device(given.device.value_or("auto"));
  const Model model = load_model(given.model_path("predict"));
  Table table = read_source(for_model(requested, model.preprocessing));
  const std::uint64_t rows = table.rows();
  table.targets = RawTargets();
  PreparedSource source = prepare(model.preprocessing, std::move(table), threads, Notes(common.quiet));
  require_every_row(source, rows, requested.data);

  Predictor predictor(model.network, model.arena, *device.backend, threads);
  const auto output = open_prediction_output(model, rows, out, common.json);
  const DatasetView data = source.dataset.view();
  for (std::uint64_t first = 0; first < rows; first += predictor.chunk_rows()) {
    const std::uint64_t count = std::min(predictor.chunk_rows(), rows - first);
    output->append(predictor.chunk_outputs(data.slice(first, count)));
  }
  output->finish();
}

}  // namespace

int run_predict(const Arguments& arguments, CommonArguments& common) {
  ModelArguments given;
  std::optional<std::string> out;
  CommandLine line("predict", "predict MODEL --data SOURCE [options]",
                   "Writes a model's predictions as CSV, one line per row: prediction, or class and "
                   "probabilities.");
  add_model_options(line, given);
  line.group().add("--out", out, "FILE",
                   "File for the predictions instead of standard output; a name in .npy gets a float32 array "
                   "of predictions or probabilities");
  add_common_options(line, common);
  if (line.parse(arguments, common))
    predict(given, out, common);
  return 0;
}

}  // namespace glissade
