#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/standard_output.hpp"
#include "data/files/atomic_file.hpp"
#include "data/files/promised_format.hpp"
#include "run/prediction_output.hpp"
#include "run/predictor.hpp"
#include "run/prepared_source.hpp"

namespace glissade {
namespace {

PredictionFormat format_of(const ProgramOptions& options, Table& table) {
  return {.path = options.out,
          .json = options.json,
          .spreadsheet_safe = options.spreadsheet_safe,
          .id_name = table.reading.id,
          .ids = std::move(table.ids)};
}

/// On a terminal text is read by people, anywhere else by programs.
PredictionSink standard_sink() {
  return {::isatty(STDOUT_FILENO) != 0 ? write_text : write_standard_output, write_json};
}

}  // namespace

int run_predict(const ProgramOptions& options) {
  require_data(options.run);
  require_model(options, "predict");
  const int threads = options.run.training.threads;
  SourceOptions requested = options.run.training_source();
  requested.target_optional = true;
  if (options.out) {
    require_promise_kept("out", *options.out, "predictions are", {".csv", ".csv.gz", ".npy", ".npy.gz"});
    AtomicFile::require_writable(*options.out);
  }
  const Model model = load_model(options.subject);
  const DeviceChoice device = device_for(model, options.run.device);
  Table table = read_source(for_model(requested, model.preprocessing));
  const std::uint64_t rows = table.rows();
  table.targets = RawTargets();
  const PredictionFormat format = format_of(options, table);
  Notes notes(options.quiet);
  const PreparedSource source = prepare_every_row(model, std::move(table), requested.data, threads, notes);

  Predictor predictor(model, source, *device.backend, threads);
  const auto output = open_prediction_output(model, rows, format, standard_sink());
  for (std::uint64_t first = 0; first < rows; first += predictor.chunk_rows()) {
    const std::uint64_t count = std::min(predictor.chunk_rows(), rows - first);
    output->append(predictor.predictions(first, count));
  }
  output->finish();
  return 0;
}

}  // namespace glissade
