#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/commands/version.hpp"
#include "cli/output/extra_file.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/result_output.hpp"
#include "glissade/version.hpp"
#include "report/evaluation_report.hpp"
#include "report/model_report.hpp"
#include "report/pages/evaluation_page.hpp"
#include "run/predictor.hpp"
#include "run/prepared_source.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

/// The parts of an evaluation that its page tells about.
struct Evaluated {
  const ProgramOptions& options;
  const Model& model;
  const DeviceChoice& device;
  const PreparedSource& source;
};

EvaluationContext describe(const Evaluated& evaluated) {
  const Network& network = evaluated.model.network;
  EvaluationContext context;
  context.subject = evaluated.options.subject + " on " + evaluated.options.run.source.data;
  context.command = evaluated.options.command({});
  context.facts = {
      {"model", evaluated.options.subject + ": " + describe_network(network) + ", " +
                    counted(network.parameter_count(), "parameter")},
      {"data", evaluated.options.run.source.data + ": " + grouped(evaluated.source.rows()) + " × " +
                   counted(network.features(), "feature")},
      {"device", std::string(evaluated.device.backend->name()) + ": " + evaluated.device.reason},
      {"version", "glissade " + std::string(version()) + ", revision " + std::string(program_revision())},
  };
  const auto trained = evaluated.model.record.find("command");
  if (trained != evaluated.model.record.end())
    context.facts.emplace_back("trained by", trained->second);
  return context;
}

int report_classes(const Evaluated& evaluated, Predictor& predictor, ExtraFile& report, bool json) {
  const ClassificationMetrics metrics =
      classification_metrics(predictor.logits(0, evaluated.source.rows()), evaluated.source.dataset.classes,
                             evaluated.model.preprocessing.class_names);
  const auto page_error = report.write([&] { return evaluation_page(describe(evaluated), metrics); });
  return write_result(evaluation_json(metrics), evaluation_text(metrics), page_error, json);
}

int report_regression(const Evaluated& evaluated, Predictor& predictor, ExtraFile& report, bool json) {
  const std::vector<double>& targets = evaluated.source.targets;
  const std::vector<double> predictions = predictor.values(0, evaluated.source.rows());
  const RegressionMetrics metrics =
      regression_metrics(predictions, targets, evaluated.model.preprocessing.target_names);
  const auto page_error = report.write([&] {
    return evaluation_page(describe(evaluated), metrics, predictions, targets,
                           evaluated.model.preprocessing.target_names);
  });
  return write_result(evaluation_json(metrics), evaluation_text(metrics), page_error, json);
}

}  // namespace

int run_evaluate(const ProgramOptions& options) {
  require_data(options.run);
  require_model(options, "evaluate");
  const int threads = options.run.training.threads;
  ExtraFile report = page_file(options.report);
  const Model model = load_model(options.subject);
  const DeviceChoice device = device_for(model, options.run.device);
  Table table = read_source(for_model(options.run.training_source(), model.preprocessing));
  require_targets(table, options.run.source.data);
  Notes notes(options.quiet);
  const PreparedSource source = prepare_for(model, std::move(table), threads, notes);
  Predictor predictor(model, source, *device.backend, threads);
  const Evaluated evaluated{options, model, device, source};
  const auto write_out = model.is_classifier() ? report_classes : report_regression;
  return write_out(evaluated, predictor, report, options.json);
}

}  // namespace glissade
