#include "cli/options/program_option_table.hpp"

#include <array>
#include <string_view>

namespace glissade {

/// Found beside the type's own namespace by member_option().
void assign_value(SweptSize& value, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 2> names{"batch", "rows"};
  constexpr std::array values{SweptSize::batch, SweptSize::rows};
  value = values[choice_value(placeholder(info.name), text, names)];
}

namespace {

using Row = OptionRow<ProgramOptions>;

constexpr std::string_view argument_heading = "Arguments";
constexpr std::string_view model_heading = "Model";
constexpr std::string_view training_heading = "Training";
constexpr std::string_view checkpoint_heading = "Checkpoints";
constexpr std::string_view device_heading = "Device";
constexpr std::string_view verification_heading = "Verification";
constexpr std::string_view comparison_heading = "Comparison";
constexpr std::string_view output_heading = "Output";
constexpr std::string_view common_heading = "Options";

constexpr unsigned every_command =
    run_commands | model_commands | inspect_command | generate_command | devices_command;
constexpr CountRange step_count{.lowest = 1, .highest = 1'000'000'000'000};

template <auto... Path>
constexpr Row option(const OptionInfo& info) {
  return member_option<ProgramOptions, Path...>(info);
}

bool is_time(std::string_view text) {
  return !text.empty() && std::string_view("smh").find(text.back()) != std::string_view::npos;
}

void assign_checkpoint_interval(ProgramOptions& options, std::string_view text, const OptionInfo& info) {
  CheckpointInterval& interval = options.run.training.checkpoint_interval;
  interval = {};
  if (is_time(text))
    interval.seconds = duration_value(placeholder(info.name), text);
  else
    interval.steps = count_value(placeholder(info.name), text, info.counts);
}

void assign_threads(ProgramOptions& options, std::string_view text, const OptionInfo& info) {
  options.run.training.threads = static_cast<int>(count_value(placeholder(info.name), text, info.counts));
}

void assign_against(ProgramOptions& options, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 2> names{"cpu", "reference"};
  options.against = names[choice_value(placeholder(info.name), text, names)];
}

std::string no_text(const ProgramOptions& /*options*/) {
  return {};
}

constexpr std::array table{
    option<&ProgramOptions::subject>({.name = "MODEL",
                                      .help = "A model file that train has written",
                                      .heading = argument_heading,
                                      .commands = model_commands,
                                      .file = FileRole::input}),
    option<&ProgramOptions::subject>({.name = "FILE",
                                      .help = "A model file, a data file or a synthetic source",
                                      .heading = argument_heading,
                                      .commands = inspect_command,
                                      .file = FileRole::source}),
    option<&ProgramOptions::subject>({.name = "SOURCE",
                                      .help = "synthetic:linear,… or synthetic:classes,…",
                                      .heading = argument_heading,
                                      .commands = generate_command}),
    option<&ProgramOptions::out>(
        {.name = "out",
         .value = "FILE",
         .help = "File for the model; an old one stays until the new one is complete",
         .heading = model_heading,
         .commands = train_command,
         .traits = presentation,
         .file = FileRole::output,
         .otherwise = "model.safetensors",
         .default_file = "model.safetensors"}),
    option<&ProgramOptions::out>(
        {.name = "out",
         .value = "FILE",
         .help = "File for the predictions; a name in .npy gets an array of predictions or probabilities: "
                 "float32, or float64 for a model of the exact solver",
         .heading = output_heading,
         .commands = predict_command,
         .traits = presentation,
         .file = FileRole::output,
         .otherwise = "standard output"}),
    option<&ProgramOptions::out>({.name = "out",
                                  .value = "FILE",
                                  .help = "File for the features, .npy, or for all, .csv",
                                  .heading = output_heading,
                                  .commands = generate_command,
                                  .traits = presentation,
                                  .file = FileRole::output}),
    option<&ProgramOptions::generated_labels>({.name = "labels",
                                               .value = "FILE",
                                               .help = "File for the targets, .npy",
                                               .heading = output_heading,
                                               .commands = generate_command,
                                               .file = FileRole::output}),
    option<&ProgramOptions::log>({.name = "log",
                                  .value = "FILE",
                                  .help = "JSON lines: start, every epoch, end",
                                  .heading = training_heading,
                                  .commands = train_command,
                                  .traits = presentation,
                                  .file = FileRole::output}),
    option<&ProgramOptions::report>({.name = "report",
                                     .value = "FILE",
                                     .help = "Also write a page of HTML with tables and drawings",
                                     .heading = output_heading,
                                     .commands = train_command | evaluate_command | compare_command,
                                     .traits = presentation,
                                     .file = FileRole::output,
                                     .otherwise = "none"}),
    option<&ProgramOptions::trace>(
        {.name = "trace",
         .value = "FILE",
         .help = "Also write a time line of the run, in Chrome's trace format (.json)",
         .heading = output_heading,
         .commands = train_command,
         .traits = presentation,
         .file = FileRole::output,
         .otherwise = "none"}),
    option<&ProgramOptions::checkpoint>(
        {.name = "checkpoint",
         .value = "DIR",
         .help = "Folder for the last three checkpoints, from which the run can resume",
         .heading = checkpoint_heading,
         .commands = train_command,
         .traits = presentation | of_descent,
         .file = FileRole::checkpoints,
         .otherwise = "none"}),
    Row{{.name = "checkpoint-every",
         .value = "N|TIME",
         .help = "Steps from one checkpoint to the next, or a time such as 30s or 5m",
         .heading = checkpoint_heading,
         .commands = train_command,
         .counts = step_count,
         .traits = presentation | of_descent,
         .needs = "checkpoint",
         .otherwise = "1m"},
        assign_checkpoint_interval,
        no_text},
    option<&ProgramOptions::resume>(
        {.name = "resume",
         .help = "Resume from the newest intact checkpoint, to the same bytes; start anew if there is none",
         .heading = checkpoint_heading,
         .commands = train_command,
         .traits = presentation | of_descent,
         .needs = "checkpoint"}),
    option<&ProgramOptions::plan>(
        {.name = "plan",
         .help = "cuda and emulated: print the memory and the launches per step that this run would take, "
                 "and train nothing",
         .heading = device_heading,
         .commands = train_command,
         .traits = of_descent}),
    option<&ProgramOptions::verified_steps>(
        {.name = "steps",
         .value = "N",
         .help = "Steps to verify",
         .heading = verification_heading,
         .commands = verify_command,
         .counts = {.lowest = 1, .highest = 1'000'000},
         .otherwise = "two epochs, at most 20 steps, the last of the first epoch among them"}),
    Row{{.name = "against",
         .value = "cpu|reference",
         .help = "Second device; cpu is verified as well",
         .heading = verification_heading,
         .commands = verify_command},
        assign_against,
        option<&ProgramOptions::against>({}).text},
    option<&ProgramOptions::devices>(
        {.name = "devices",
         .value = "NAME,…",
         .help = "cpu, cpu:THREADS, cuda, reference, emulated; the others are compared with the first",
         .heading = comparison_heading,
         .commands = compare_command,
         .otherwise = "cpu,cuda; without a usable GPU cpu with one thread and with all, and reference"}),
    option<&ProgramOptions::repeats>({.name = "repeat",
                                      .value = "N",
                                      .help = "Runs on each device; reference and emulated run once",
                                      .heading = comparison_heading,
                                      .commands = compare_command,
                                      .counts = {.lowest = 1, .highest = 1000}}),
    option<&ProgramOptions::target_loss>(
        {.name = "target-loss",
         .value = "LOSS",
         .help = "Also the time that each device takes to this training loss",
         .heading = comparison_heading,
         .commands = compare_command,
         .numbers = {.lowest = 0.0, .highest = 1e30},
         .otherwise = "none"}),
    option<&ProgramOptions::sweep>(
        {.name = "sweep",
         .value = "batch|rows",
         .help =
             "Also short trainings over growing batch sizes, up to {batch_size} if it is given, or rows, and "
             "the size from which a device beats the first",
         .heading = comparison_heading,
         .commands = compare_command,
         .otherwise = "none"}),
    option<&ProgramOptions::spreadsheet_safe>(
        {.name = "spreadsheet-safe",
         .help = "Write ' before a class name that a spreadsheet would take for a formula: one that begins "
                 "with = + - @, a tab or a carriage return, and is no number",
         .heading = output_heading,
         .commands = predict_command}),
    Row{{.name = "threads",
         .value = "N",
         .help = "most CPU threads to use, up to one per processor; results do not depend on it",
         .heading = common_heading,
         .commands = every_command,
         .counts = {.lowest = 1, .highest = 1024},
         .traits = presentation,
         .otherwise = "all that the process may use"},
        assign_threads,
        no_text},
    option<&ProgramOptions::config>({.name = "config",
                                     .value = "FILE",
                                     .help = "TOML file of long option names; the command line wins",
                                     .heading = common_heading,
                                     .commands = every_command,
                                     .traits = presentation,
                                     .file = FileRole::input}),
    option<&ProgramOptions::json>({.name = "json",
                                   .help = "One JSON document on standard output, of a failure too",
                                   .heading = common_heading,
                                   .commands = every_command,
                                   .traits = presentation}),
    option<&ProgramOptions::quiet>(
        {.name = "quiet",
         .help =
             "No progress, notes or tables on standard error; a log or checkpoint that cannot be written is "
             "still reported",
         .heading = common_heading,
         .commands = every_command,
         .traits = presentation}),
};

constexpr bool has_each_name_once_a_command() {
  for (const Row& row : table) {
    for (const Row& other : table) {
      if (&row != &other && row.info.name == other.info.name &&
          (row.info.commands & other.info.commands) != 0)
        return false;
    }
  }
  return true;
}
static_assert(has_each_name_once_a_command());

}  // namespace

std::span<const Row> program_option_table() {
  return table;
}

}  // namespace glissade
