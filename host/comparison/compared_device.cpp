#include "comparison/compared_device.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace glissade::comparison {
namespace {

template <class Phase>
std::vector<double> seconds_of(const DeviceRuns& device, const Phase& phase) {
  std::vector<double> seconds;
  for (const MeasuredRun& run : device.runs)
    seconds.push_back(std::invoke(phase, run));
  return seconds;
}

double train_seconds(const MeasuredRun& run) {
  return run.train.seconds;
}

/// Nothing where the device has no clock of its own.
std::optional<Spread> by_device_clock(const DeviceRuns& device) {
  std::vector<double> seconds;
  for (const MeasuredRun& run : device.runs) {
    if (run.train.device_seconds)
      seconds.push_back(*run.train.device_seconds);
  }
  return seconds.empty() ? std::nullopt : std::optional(spread_of(std::move(seconds)));
}

/// A clock may stand still during the shortest of runs.
double rate(double amount, double seconds) {
  return seconds > 0.0 ? amount / seconds : 0.0;
}

}  // namespace

ComparedDevice summarize(const DeviceRuns& device, const Cost& run, const Cost& step,
                         const TrainingOptions& options, std::uint64_t rows, const MeasuredLimits& limits) {
  ComparedDevice compared;
  compared.contender = device.contender;
  compared.ready_seconds = seconds_of(device, &MeasuredRun::open_seconds);
  compared.warm_up_seconds = seconds_of(device, &MeasuredRun::warm_up_seconds);
  compared.train_seconds = seconds_of(device, train_seconds);
  (device.generates ? compared.generate : compared.copy) = spread_of(compared.ready_seconds);
  if (device.runs.front().warm_up_seconds > 0.0)
    compared.warm_up = spread_of(compared.warm_up_seconds);
  compared.train = spread_of(compared.train_seconds);
  compared.train_by_device_clock = by_device_clock(device);
  compared.evaluate = spread_of(seconds_of(device, &MeasuredRun::evaluate_seconds));
  for (const EpochReport& epoch : device.runs.front().result.epochs)
    compared.losses.push_back(epoch.train_loss);

  const double seconds = compared.train.median;
  const auto passes = static_cast<double>(options.epochs);
  const auto trained = static_cast<double>(device.runs.front().train.rows);
  const double share = trained / (static_cast<double>(rows) * passes);
  compared.samples_per_second = rate(trained, seconds);
  compared.bytes_per_second = rate(run.bytes() * share, seconds);
  compared.operations_per_second = rate(run.operations * share, seconds);
  compared.limits = limits.of(device.contender);
  if (compared.limits) {
    compared.limiting_threads = compared.limits->threads;
    const Limit limit = limit_of(run, run.data_bytes / passes, step.parameter_bytes, *compared.limits);
    compared.fraction_of_limit = rate(limit.seconds * share, seconds);
    compared.bound = limit.bound;
  }
  return compared;
}

std::optional<TimeToLoss> time_to_loss(const DeviceRuns& device, double loss) {
  TimeToLoss found;
  std::vector<double> seconds;
  for (const MeasuredRun& run : device.runs) {
    double passed = 0.0;
    for (const EpochReport& epoch : run.result.epochs) {
      passed += epoch.seconds;
      if (epoch.train_loss > loss || std::isnan(epoch.train_loss))
        continue;
      found.epoch = epoch.epoch;
      seconds.push_back(passed);
      break;
    }
  }
  if (seconds.empty())
    return std::nullopt;
  found.seconds = spread_of(std::move(seconds));
  return found;
}

SpeedUp speed_up(const ComparedDevice& device, const ComparedDevice& against) {
  const std::size_t repeats = std::min(device.train_seconds.size(), against.train_seconds.size());
  std::vector<double> train, with_copy;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const auto whole = [&](const ComparedDevice& of) {
      return of.ready_seconds[repeat] + of.warm_up_seconds[repeat] + of.train_seconds[repeat];
    };
    train.push_back(rate(against.train_seconds[repeat], device.train_seconds[repeat]));
    with_copy.push_back(rate(whole(against), whole(device)));
  }
  return {device.contender.name, spread_of(train), spread_of(with_copy)};
}

}  // namespace glissade::comparison
