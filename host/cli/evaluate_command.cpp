#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/model_arguments.hpp"
#include "cli/report_file.hpp"
#include "cli/result_output.hpp"
#include "cli/version.hpp"
#include "report/evaluation_report.hpp"
#include "report/model_report.hpp"
#include "report/pages/evaluation_page.hpp"
#include "run/predictor.hpp"
#include "run/prepared_source.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

struct EvaluateArguments {
  ModelArguments model;
  std::optional<std::string> report;
};

/// The parts of an evaluation that its page tells about.
struct Evaluated {
  const ModelArguments& given;
  const Model& model;
  const DeviceChoice& device;
  const PreparedSource& source;
  std::string command;
};

EvaluationContext describe(const Evaluated& evaluated) {
  const Network& network = evaluated.model.network;
  EvaluationContext context;
  context.subject = *evaluated.given.model + " on " + *evaluated.given.source.data;
  context.command = evaluated.command;
  context.facts = {
      {"model", *evaluated.given.model + ": " + describe_network(network) + ", " +
                    counted(network.parameter_count(), "parameter")},
      {"data", *evaluated.given.source.data + ": " + grouped(evaluated.source.rows()) + " × " +
                   counted(network.features(), "feature")},
      {"device", std::string(evaluated.device.backend->name()) + ": " + evaluated.device.reason},
      {"version",
       "glissade " + std::string(program_version()) + ", revision " + std::string(program_revision())},
  };
  const auto trained = evaluated.model.record.find("command");
  if (trained != evaluated.model.record.end())
    context.facts.emplace_back("trained by", trained->second);
  return context;
}

int report_classes(const Evaluated& evaluated, Predictor& predictor, ReportFile& report, bool json) {
  const ClassificationMetrics metrics =
      classification_metrics(predictor.logits(0, evaluated.source.rows()), evaluated.source.dataset.classes,
                             evaluated.model.preprocessing.class_names);
  const auto page_error = report.write([&] { return evaluation_page(describe(evaluated), metrics); });
  return write_result(evaluation_json(metrics), evaluation_text(metrics), page_error, json);
}

int report_regression(const Evaluated& evaluated, Predictor& predictor, ReportFile& report, bool json) {
  const std::vector<double>& targets = evaluated.source.targets;
  const std::vector<double> predictions = predictor.values(0, evaluated.source.rows());
  const RegressionMetrics metrics =
      regression_metrics(predictions, targets, evaluated.model.network.outputs());
  const auto page_error = report.write([&] {
    return evaluation_page(describe(evaluated), metrics, predictions, targets,
                           evaluated.model.preprocessing.target_names);
  });
  return write_result(evaluation_json(metrics), evaluation_text(metrics), page_error, json);
}

void require_targets(const Table& table, const std::string& data) {
  if (!table.targets.present())
    throw Error(ErrorKind::input, data + ": there are no targets to compare with",
                "Name them with --target or --labels.");
}

int evaluate(const EvaluateArguments& arguments, const CommonArguments& common, const std::string& command) {
  const ModelArguments& given = arguments.model;
  const int threads = common.thread_count();
  const SourceOptions requested = given.source.options(threads);
  const std::string& path = given.model_path("evaluate");
  ReportFile report(arguments.report);
  const Model model = load_model(path);
  const DeviceChoice device = device_for(model, given.device);
  Table table = read_source(for_model(requested, model.preprocessing));
  require_targets(table, requested.data);
  Notes notes(common.quiet);
  const PreparedSource source = prepare_for(model, std::move(table), threads, notes);
  Predictor predictor(model, source, *device.backend, threads);
  const Evaluated evaluated{given, model, device, source, command};
  const auto write_out = model.is_classifier() ? report_classes : report_regression;
  return write_out(evaluated, predictor, report, common.json);
}

}  // namespace

int run_evaluate(const Arguments& arguments, CommonArguments& common) {
  EvaluateArguments given;
  CommandLine line(
      "evaluate", "evaluate MODEL --data SOURCE [options]",
      "Compares a model's predictions with known targets. With --json and more than 200 classes, "
      "confusion_entries [[true class, predicted class, rows], …] take the place of the matrix "
      "confusion.");
  add_model_options(line, given.model);
  line.group().add_file(FileRole::output, "--report", given.report, "FILE", report_option_help);
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  return evaluate(given, common, line.reproducing_command());
}

}  // namespace glissade
