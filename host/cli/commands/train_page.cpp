#include "cli/commands/train_page.hpp"

#include "cli/commands/version.hpp"
#include "cli/options/option_spelling.hpp"
#include "glissade/version.hpp"
#include "report/model_report.hpp"
#include "report/pages/training_page.hpp"
#include "report/training_outcome.hpp"
#include "report/training_report.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string described_data(const ProgramOptions& options, const FitResult& fit) {
  std::string text = options.run.source.data + ": " + grouped(fit.run.rows) + " × " +
                     counted(fit.model.network.features(), "feature");
  if (!fit.run.checksum.empty())
    text += ", checksum " + fit.run.checksum;
  return text;
}

std::string described_validation(const ProgramOptions& options, std::uint64_t rows) {
  return counted(rows, "row") +
         (options.run.validation_data ? " of " + *options.run.validation_data : " held out");
}

void add_lines(std::vector<Fact>& facts, std::string name, const std::string& lines) {
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    facts.emplace_back(std::exchange(name, {}), lines.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::vector<Fact> run_facts(const ProgramOptions& options, const FitResult& fit) {
  const RunResult& outcome = fit.run;
  const Network& network = fit.model.network;
  std::vector<Fact> facts;
  add_lines(facts, "result", outcome_summary(outcome));
  facts.emplace_back("model",
                     describe_network(network) + ", " + counted(network.parameter_count(), "parameter"));
  facts.emplace_back("saved as", options.model_file());
  facts.emplace_back("data", described_data(options, fit));
  if (outcome.validation_rows)
    facts.emplace_back("validation", described_validation(options, *outcome.validation_rows));
  if (!outcome.exact) {
    facts.emplace_back("run", described_training(outcome.options, outcome.rows, outcome.options.epochs));
  }
  if (outcome.resumed_step)
    facts.emplace_back("resumed", "after " + counted(*outcome.resumed_step, "step"));
  facts.emplace_back("device", outcome.device + ": " + outcome.device_reason);
  facts.emplace_back("version",
                     "glissade " + std::string(version()) + ", revision " + std::string(program_revision()));
  return facts;
}

}  // namespace

std::string train_page(const ProgramOptions& options, const FitResult& fit) {
  TrainingPageContext context;
  context.subject = describe_network(fit.model.network) + " on " + options.run.source.data;
  context.facts = run_facts(options, fit);
  context.command = options.command(fit.run.chosen);
  if (const auto& divergence = fit.run.training.divergence) {
    const Error error = divergence_error(*divergence, options.model_file());
    context.failure = std::string(error.what()) + ". " + with_spelled_options(error.hint());
  }
  context.device = fit.run.device;
  if (const EpochReport* const kept = fit.run.kept_epoch())
    context.kept_epoch = kept->epoch;
  context.validation_rows = fit.run.validation_rows;
  context.exact_metrics = fit.run.metrics;
  context.test = fit.run.test;
  if (fit.run.moments)
    context.final_loss = fit.run.moments->loss;
  if (fit.run.exact)
    context.exact_rank = fit.run.exact->rank;
  return training_page(context, fit.run.training, fit.model);
}

}  // namespace glissade
