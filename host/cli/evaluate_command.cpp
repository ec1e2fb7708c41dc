#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/model_arguments.hpp"
#include "cli/predictor.hpp"
#include "cli/prepared_source.hpp"
#include "cli/standard_output.hpp"
#include "report/evaluation_report.hpp"

namespace glissade {
namespace {

template <class Metrics>
void report(const Metrics& metrics, bool json) {
  if (json)
    write_json(evaluation_json(metrics));
  else
    write_standard_output(evaluation_text(metrics));
}

void require_targets(const Table& table, const std::string& data) {
  if (!table.targets.present())
    throw Error(ErrorKind::input, data + ": there are no targets to compare with",
                "Name them with --target or --labels.");
}

void evaluate(const ModelArguments& given, const CommonArguments& common) {
  const int threads = common.thread_count();
  const SourceOptions requested = given.source.options(threads);
  const DeviceChoice device = select_device(given.device.value_or("auto"));
  const Model model = load_model(given.model_path("evaluate"));
  const Preprocessing& preprocessing = model.preprocessing;
  Table table = read_source(for_model(requested, preprocessing));
  require_targets(table, requested.data);
  const PreparedSource source = prepare(preprocessing, std::move(table), threads, Notes(common.quiet));
  const DatasetView data = source.dataset.view();
  Predictor predictor(model.network, model.arena, *device.backend, threads);
  const std::vector<float> outputs = predictor.outputs(data);
  if (model.is_classifier()) {
    report(classification_metrics(outputs, data.classes, preprocessing.class_names), common.json);
  } else {
    report(
        regression_metrics(in_target_units(preprocessing, outputs), source.targets, model.network.outputs()),
        common.json);
  }
}

}  // namespace

int run_evaluate(const Arguments& arguments, CommonArguments& common) {
  ModelArguments given;
  CommandLine line("evaluate", "evaluate MODEL --data SOURCE [options]",
                   "Compares a model's predictions with known targets.");
  add_model_options(line, given);
  add_common_options(line, common);
  if (line.parse(arguments, common))
    evaluate(given, common);
  return 0;
}

}  // namespace glissade
