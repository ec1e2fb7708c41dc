#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/result_output.hpp"
#include "cli/train_settings.hpp"
#include "report/verification_report.hpp"
#include "run/descent.hpp"
#include "run/preparation.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_steps = 1'000'000;

struct VerifyArguments {
  TrainArguments run;
  std::optional<std::string> steps, against;
};

const Backend& other_device(const VerifyArguments& arguments, const Backend& device) {
  const std::string name = arguments.against.value_or("reference");
  if (name != "reference" && name != "cpu")
    throw Error(ErrorKind::usage, "--against takes cpu or reference, not '" + name + "'");
  if (name == device.name()) {
    throw Error(ErrorKind::usage, "--against " + name + " needs another device than " + name,
                "Choose what is verified with --device; glissade devices says what works here.");
  }
  return *select_device(name).backend;
}

/// Training leaves synthetic data to a device that generates them; then the reference needs them here, too.
struct Data {
  Preparation as_trained;
  std::optional<Preparation> in_memory;
};

Data read_data(RunOptions options, Notes& notes) {
  RunObserver nobody;
  options.may_defer = true;
  Data data{prepare_run(options, notes), std::nullopt};
  options.may_defer = false;
  if (data.as_trained.training.dataset.deferred)
    data.in_memory = prepare_run(options, nobody);
  return data;
}

/// A line now and then: a step of a large network in fp64 may take long, most take no time at all.
std::function<void(std::uint64_t, std::uint64_t)> shown_progress(Notes& notes) {
  using Clock = std::chrono::steady_clock;
  return [&notes, last = Clock::now()](std::uint64_t done, std::uint64_t steps) mutable {
    if (Clock::now() - last < std::chrono::seconds(3))
      return;
    notes.note("step " + std::to_string(done) + " of " + std::to_string(steps));
    last = Clock::now();
  };
}

int verify_and_report(const VerifyArguments& arguments, const TrainSettings& settings,
                      const CommonArguments& common) {
  VerificationOptions options;
  if (arguments.steps)
    options.steps = count_value("--steps", *arguments.steps, 1, most_steps);
  Notes notes(common.quiet);
  const Backend& against = other_device(arguments, *select_device(settings.run.device).backend);
  const Data data = read_data(settings.run, notes);
  const Preparation& run = data.in_memory ? *data.in_memory : data.as_trained;
  if (data.in_memory)
    options.opened_with = data.as_trained.training.dataset.view();
  options.training = descent_options(run, settings.run);
  options.progress = shown_progress(notes);
  const VerificationReport report = verify(*run.device.backend, against, run.model.network,
                                           run.training.dataset.view(), run.model.arena, options);
  return write_result(verification_json(report), verification_text(report), verification_error(report),
                      common.json);
}

}  // namespace

int run_verify(bool classifier, const Arguments& arguments, CommonArguments& common) {
  VerifyArguments given;
  const std::string name = classifier ? "verify classifier" : "verify linear";
  CommandLine line(
      name, name + " --data SOURCE [options]",
      "Follows the run that train would make with these options through its first steps, and "
      "recomputes every operation in fp64 from the device's own inputs to it: each difference "
      "must be within the bound that follows from the operation's roundings. Exit status 5 where "
      "one is not.");
  add_run_options(line, given.run, classifier);
  OptionGroup group = line.group("Verification");
  group.add("--steps", given.steps, "N",
            "1 to 1000000 [two epochs, at most 20, the last of the first epoch among them]");
  group.add("--against", given.against, "cpu|reference",
            "What the whole run is compared with; cpu is verified as well [reference]");
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  return verify_and_report(given, train_settings(given.run, classifier, common.thread_count()), common);
}

}  // namespace glissade
