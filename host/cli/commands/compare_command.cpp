#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/commands/version.hpp"
#include "cli/output/extra_file.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/result_output.hpp"
#include "comparison/compared_devices.hpp"
#include "glissade/machine.hpp"
#include "model/network_shape.hpp"
#include "report/comparison_report.hpp"
#include "report/pages/comparison_page.hpp"
#include "run/comparison_run.hpp"

namespace glissade {
namespace {

ComparisonOptions comparison_options(const ProgramOptions& options) {
  ComparisonOptions comparison;
  comparison.repeats = options.repeats;
  comparison.target_loss = options.target_loss;
  comparison.sweep = options.sweep;
  if (options.run.training.batch_size)
    comparison.largest_batch = *options.run.training.batch_size;
  return comparison;
}

ComparisonContext describe(const ProgramOptions& options, const ComparedRun& run,
                           const ComparedDevices& devices) {
  const Network& network = run.model.network;
  ComparisonContext context;
  context.data = options.run.source.data;
  context.synthetic = is_synthetic(options.run.source.data);
  context.data_seconds = run.data_seconds;
  context.features = network.features();
  context.bytes = run.byte_features;
  context.parameters = network.parameter_count();
  context.network = network_shape(network);
  context.training = run.training;
  context.command = options.command(run.chosen);
  context.environment = environment_of(devices.contenders);
  context.environment.revision = program_revision();
  context.device_reason = devices.reason;
  return context;
}

}  // namespace

int run_compare(const ProgramOptions& options) {
  check_run_options(options.run);
  Notes notes(options.quiet);
  ExtraFile report = page_file(options.report);
  // Before anything else makes the CPU's threads.
  const ComparedDevices devices = compared_devices(options.devices, options.run.training.threads);
  const ComparedRun run = compare_run(options.run, devices.contenders, comparison_options(options), notes);
  const ComparisonContext context = describe(options, run, devices);
  const std::optional<Error> page_error =
      report.write([&] { return comparison_page(run.comparison, context); });
  const std::optional<Error> error = comparison_error(run.comparison);
  if (error && page_error)
    notes.warn(page_error->what());
  return write_result(comparison_json(run.comparison, context), comparison_text(run.comparison, context),
                      error ? error : page_error, options.json);
}

}  // namespace glissade
