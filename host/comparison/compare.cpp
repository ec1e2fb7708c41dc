#include <algorithm>

#include "backends/reference/reference_backend.hpp"
#include "comparison/compared_device.hpp"
#include "comparison/job.hpp"
#include "comparison/machine.hpp"
#include "comparison/measured_run.hpp"
#include "comparison/sweep.hpp"
#include "glissade/batches.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

using namespace comparison;

/// The reference is what the others are held against.
std::vector<ProvedDevice> prove(const Job& job, std::span<const Contender> contenders) {
  std::vector<ProvedDevice> proved;
  for (const Contender& contender : contenders) {
    const Backend& backend = *contender.backend;
    if (backend.is_oracle())
      continue;
    job.note("proving that " + contender.name + " computes the run");
    VerificationOptions options;
    options.training = job.training_options(contender);
    options.steps = job.options.steps_verified;
    if (job.generated_by(backend))
      options.opened_with = job.options.generated_by_device;
    proved.push_back({contender.name, verify(backend, reference_backend(), job.network, job.training,
                                             job.initial_arena, options)});
  }
  return proved;
}

void refuse_divergence(const Contender& contender, const TrainingResult& result) {
  if (!result.divergence)
    return;
  throw Error(ErrorKind::diverged,
              "training diverged on " + contender.name + " in epoch " +
                  std::to_string(result.divergence->epoch) + ", step " +
                  std::to_string(result.divergence->step) + ": the loss or a parameter is no longer finite",
              "Try a lower {lr}, {standardize} or {clip}.");
}

/// Repeat by repeat, so that a machine that changes its pace does so for every device.
std::vector<DeviceRuns> run_all(const Job& job, std::span<const Contender> contenders) {
  std::vector<DeviceRuns> devices;
  for (const Contender& contender : contenders)
    devices.push_back({contender, job.generated_by(*contender.backend), {}});
  for (std::uint64_t repeat = 0; repeat < job.options.repeats; ++repeat) {
    for (DeviceRuns& device : devices) {
      const Backend& backend = *device.contender.backend;
      if (repeat > 0 && !backend.is_timed())
        continue;
      job.note("repeat " + std::to_string(repeat + 1) + " of " + std::to_string(job.options.repeats) +
               " on " + device.contender.name);
      device.runs.push_back(measure_run(backend, job.network, job.opened_with(backend), job.training,
                                        job.initial_arena, job.training_options(device.contender)));
      refuse_divergence(device.contender, device.runs.back().result);
    }
  }
  return devices;
}

void add_figures(Comparison& comparison, const Job& job, const std::vector<DeviceRuns>& devices,
                 const MeasuredLimits& limits) {
  const TrainingOptions& training = job.options.training;
  const OptimizerOptions optimizer = optimizer_options(training);
  const Cost run = run_cost(job.network, job.training, optimizer, training.batch_size, training.epochs);
  const Cost step = step_cost(job.network, job.training, optimizer, 0);
  comparison.bytes = run.bytes();
  comparison.operations = run.operations;
  for (const DeviceRuns& device : devices)
    comparison.devices.push_back(summarize(device, run, step, training, comparison.rows, limits));
  comparison.target_loss = job.options.target_loss;
  if (comparison.target_loss) {
    for (std::size_t place = 0; place < devices.size(); ++place)
      comparison.devices[place].to_target = time_to_loss(devices[place], *comparison.target_loss);
  }
  const ComparedDevice& against = comparison.devices.front();
  comparison.against = against.contender.name;
  for (std::size_t place = 1; place < comparison.devices.size(); ++place)
    comparison.speed_ups.push_back(speed_up(comparison.devices[place], against));
}

}  // namespace

std::string_view name_of(Bound bound) {
  return bound == Bound::memory ? "memory" : "arithmetic";
}

bool Comparison::agreed() const {
  return std::ranges::all_of(agreement, [](const ProvedDevice& device) { return device.report.passed(); });
}

Comparison compare(std::span<const Contender> contenders, const Network& network, const DatasetView& training,
                   std::span<const float> initial_arena, const ComparisonOptions& options) {
  if (contenders.empty() || options.repeats == 0)
    throw Error(ErrorKind::usage, "a comparison needs a device and a repeat");
  const Job job{network, training, initial_arena, options};
  Comparison comparison;
  comparison.load_average = load_average();
  comparison.rows = training.rows();
  comparison.epochs = options.training.epochs;
  comparison.steps =
      options.training.epochs * BatchPlan(training.rows(), options.training.batch_size, 0).steps_per_epoch();
  comparison.agreement = prove(job, contenders);
  if (!comparison.agreed())
    return comparison;
  const Cost pass = step_cost(network, training, optimizer_options(options.training), training.rows());
  MeasuredLimits limits(contenders, static_cast<std::uint64_t>(pass.data_bytes), options.training.precision);
  limits.measure();
  const std::vector<DeviceRuns> devices = run_all(job, contenders);
  limits.measure();
  add_figures(comparison, job, devices, limits);
  if (options.sweep)
    comparison.sweep = run_sweep(job, contenders);
  return comparison;
}

}  // namespace glissade
