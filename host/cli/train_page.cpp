#include "cli/train_page.hpp"

#include "cli/version.hpp"
#include "report/model_report.hpp"
#include "report/pages/training_page.hpp"
#include "report/training_report.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string described_data(const TrainSettings& settings, const Preparation& run) {
  std::string text = settings.run.source.data + ": " + grouped(run.training.rows()) + " × " +
                     counted(run.model.network.features(), "feature");
  if (!run.checksum.empty())
    text += ", checksum " + run.checksum;
  return text;
}

std::string described_validation(const TrainSettings& settings, const PreparedSource& validation) {
  return counted(validation.rows(), "row") +
         (settings.run.validation_source ? " of " + settings.run.validation_source->data : " held out");
}

void add_lines(std::vector<Fact>& facts, std::string name, const std::string& lines) {
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    facts.emplace_back(std::exchange(name, {}), lines.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::vector<Fact> run_facts(const TrainSettings& settings, const Preparation& run, const RunResult& outcome) {
  const Network& network = run.model.network;
  std::vector<Fact> facts;
  add_lines(facts, "result", outcome_summary(settings, outcome));
  facts.emplace_back("model",
                     describe_network(network) + ", " + counted(network.parameter_count(), "parameter"));
  facts.emplace_back("saved as", settings.out);
  facts.emplace_back("data", described_data(settings, run));
  if (run.validation)
    facts.emplace_back("validation", described_validation(settings, *run.validation));
  if (!outcome.exact) {
    facts.emplace_back(
        "run", described_training(settings.run.training, run.training.rows(), settings.run.training.epochs));
  }
  if (outcome.resumed_step)
    facts.emplace_back("resumed", "after " + counted(*outcome.resumed_step, "step"));
  facts.emplace_back("device", outcome.device + ": " + outcome.device_reason);
  facts.emplace_back("version", "glissade " + std::string(program_version()) + ", revision " +
                                    std::string(program_revision()));
  return facts;
}

}  // namespace

std::string train_page(const TrainSettings& settings, const Preparation& run, const RunResult& outcome,
                       const std::string& command) {
  TrainingPageContext context;
  context.subject = describe_network(run.model.network) + " on " + settings.run.source.data;
  context.facts = run_facts(settings, run, outcome);
  context.command = command;
  context.device = outcome.device;
  if (const auto& divergence = outcome.training.divergence) {
    const Error error = divergence_error(settings, *divergence);
    context.failure = std::string(error.what()) + ". " + error.hint();
  }
  if (const EpochReport* const kept = kept_epoch(settings, outcome.training))
    context.kept_epoch = kept->epoch;
  if (run.validation)
    context.validation_rows = run.validation->rows();
  context.exact_metrics = outcome.metrics;
  if (outcome.exact)
    context.exact_rank = outcome.exact->rank;
  return training_page(context, outcome.training, run.model);
}

}  // namespace glissade
