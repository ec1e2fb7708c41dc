#include <nlohmann/json.hpp>

#include "backends/backends.hpp"
#include "backends/validate.hpp"
#include "cli/commands.hpp"
#include "cli/compared_devices.hpp"
#include "cli/environment.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/report_file.hpp"
#include "cli/result_output.hpp"
#include "cli/train_settings.hpp"
#include "model/network_shape.hpp"
#include "report/comparison_report.hpp"
#include "report/model_report.hpp"
#include "report/pages/comparison_page.hpp"
#include "run/descent.hpp"
#include "run/preparation.hpp"
#include "training/stopwatch.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_repeats = 1000;
constexpr double highest_loss = 1e30;

struct CompareArguments {
  TrainArguments run;
  std::optional<std::string> devices, repeat, target_loss, sweep, report;
};

struct Data {
  Preparation in_memory;
  /// Where a device generates the data itself: what it is opened with.
  std::optional<Preparation> generated;
  double seconds = 0.0;
};

Data read_data(RunOptions options, const std::vector<Contender>& contenders, Notes& notes) {
  RunObserver nobody;
  options.device = contenders.front().backend->name();
  const Stopwatch stopwatch;
  Data data{prepare_run(options, notes), std::nullopt, 0.0};
  data.seconds = stopwatch.seconds();
  options.may_defer = true;
  for (const Contender& contender : contenders) {
    if (data.generated || as_device_module(*contender.backend) == nullptr)
      continue;
    options.device = contender.backend->name();
    data.generated = prepare_run(options, nobody);
    if (!data.generated->training.dataset.deferred)
      data.generated.reset();
  }
  return data;
}

ComparisonContext describe(const Data& data, const TrainSettings& settings, const TrainingOptions& training) {
  const Network& network = data.in_memory.model.network;
  ComparisonContext context;
  context.data = settings.run.source.data;
  context.synthetic = is_synthetic(settings.run.source.data);
  context.data_seconds = data.seconds;
  context.features = network.features();
  context.bytes = data.in_memory.training.dataset.features.type() == ElementType::uint8;
  context.parameters = network.parameter_count();
  context.network = network_shape(network);
  context.training = training;
  return context;
}

SweptSize swept_size(const std::string& name) {
  for (const SweptSize size : {SweptSize::batch, SweptSize::rows}) {
    if (name == name_of(size))
      return size;
  }
  throw Error(ErrorKind::usage, "--sweep takes batch or rows, not '" + name + "'");
}

ComparisonOptions comparison_options(const CompareArguments& arguments, const TrainSettings& settings) {
  ComparisonOptions options;
  if (arguments.repeat)
    options.repeats = count_value("--repeat", *arguments.repeat, 1, most_repeats);
  if (arguments.target_loss)
    options.target_loss = number_value("--target-loss", *arguments.target_loss, {0.0, highest_loss});
  if (arguments.sweep)
    options.sweep = swept_size(*arguments.sweep);
  if (arguments.run.batch_size)
    options.largest_batch = settings.run.training.batch_size;
  return options;
}

int compare_and_report(const CompareArguments& arguments, const TrainSettings& settings,
                       const std::string& command, const CommonArguments& common) {
  Notes notes(common.quiet);
  ComparisonOptions options = comparison_options(arguments, settings);
  ReportFile report(arguments.report);
  // Before anything else makes the CPU's threads.
  const ComparedDevices devices = compared_devices(arguments.devices, settings.run.training.threads);
  for (const Contender& contender : devices.contenders) {
    if (as_device_module(*contender.backend) == nullptr)
      validate_fp32(contender.backend->name(), settings.run.training.precision);
  }
  const Data data = read_data(settings.run, devices.contenders, notes);
  options.training = descent_options(data.in_memory, settings.run);
  if (data.generated)
    options.generated_by_device = data.generated->training.dataset.view();
  options.note = [&](const std::string& text) { notes.note(text); };
  const Comparison comparison =
      compare(devices.contenders, data.in_memory.model.network, data.in_memory.training.dataset.view(),
              data.in_memory.model.arena, options);
  ComparisonContext context = describe(data, settings, options.training);
  context.command = command;
  context.environment = environment_of(devices.contenders);
  context.device_reason = devices.reason;
  const std::optional<Error> page_error = report.write([&] { return comparison_page(comparison, context); });
  std::optional<Error> error = comparison_error(comparison);
  if (error && page_error)
    notes.warn(page_error->what());
  return write_result(comparison_json(comparison, context), comparison_text(comparison, context),
                      error ? error : page_error, common.json);
}

}  // namespace

int run_compare(bool classifier, const Arguments& arguments, CommonArguments& common) {
  CompareArguments given;
  const std::string name = classifier ? "compare classifier" : "compare linear";
  CommandLine line(
      name, name + " --data SOURCE [options]",
      "Trains the same run on each device in turn, repeat by repeat, with the phases apart: start-up, "
      "reading or generating the data, copying them to the device, training steps, one evaluation. Before "
      "that a few steps are verified on each device; where they are wrong nothing is timed, with exit status "
      "5. What the CPU can do at most is measured in the same run.");
  add_compared_run_options(line, given.run, classifier);
  OptionGroup group = line.group("Comparison");
  group.add("--devices", given.devices, "NAME,…",
            "cpu, cpu:THREADS, cuda, reference, emulated; the first is what the others are compared with "
            "[cpu,cuda; without a usable GPU cpu with one thread and with all, and reference]");
  group.add("--repeat", given.repeat, "N",
            "Runs on each device, 1 to 1000; reference and emulated run once [5]");
  group.add("--target-loss", given.target_loss, "LOSS",
            "Also the time that each device takes to this training loss, 0 to 1e30 [none]");
  group.add("--sweep", given.sweep, "batch|rows",
            "Also short trainings over a ladder of batch sizes, up to --batch-size where it is given, or of "
            "rows, and from where on a device beats the first [none]");
  group.add_file(FileRole::output, "--report", given.report, "FILE", report_option_help);
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  return compare_and_report(given, train_settings(given.run, classifier, common.thread_count()),
                            line.reproducing_command(), common);
}

}  // namespace glissade
