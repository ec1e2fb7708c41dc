#include "comparison/machine.hpp"

#include <algorithm>
#include <cstdlib>

namespace glissade::comparison {
namespace {

void raise(DeviceLimits& limits, const DeviceLimits& measured) {
  limits.read_rate = std::max(limits.read_rate, measured.read_rate);
  limits.gemm_rate = std::max(limits.gemm_rate, measured.gemm_rate);
}

}  // namespace

MeasuredLimits::MeasuredLimits(std::span<const Contender> contenders, std::uint64_t data_bytes,
                               Precision precision)
    : data_bytes_(data_bytes), precision_(precision) {
  for (const Contender& contender : contenders)
    limits_[{contender.backend, contender.threads}];
}

void MeasuredLimits::measure() {
  for (auto& [key, limits] : limits_) {
    const auto [backend, threads] = key;
    std::optional<DeviceLimits> measured = backend->measure_limits(data_bytes_, precision_, threads);
    if (measured && limits)
      raise(*measured, *limits);
    limits = measured;
  }
  raise_to_those_of_fewer_threads();
}

/// More threads of the CPU can do what fewer can, however badly the machine serves them just now.
void MeasuredLimits::raise_to_those_of_fewer_threads() {
  for (auto& [key, limits] : limits_) {
    for (const auto& [other_key, fewer] : limits_) {
      if (limits && fewer && fewer->threads > 0 && fewer->threads <= limits->threads)
        raise(*limits, *fewer);
    }
  }
}

std::optional<DeviceLimits> MeasuredLimits::of(const Contender& contender) const {
  return limits_.at({contender.backend, contender.threads});
}

Limit limit_of(const Cost& run, double data_bytes_of_an_epoch, double parameter_bytes_of_a_step,
               const DeviceLimits& limits) {
  double from_memory = 0.0;
  if (data_bytes_of_an_epoch > limits.cache_bytes)
    from_memory += run.data_bytes;
  if (parameter_bytes_of_a_step > limits.cache_bytes)
    from_memory += run.parameter_bytes;
  const double reading = from_memory / limits.read_rate;
  const double arithmetic = run.operations / limits.gemm_rate;
  return reading > arithmetic ? Limit{reading, Bound::memory} : Limit{arithmetic, Bound::arithmetic};
}

double load_average() {
  double average = 0.0;
  return ::getloadavg(&average, 1) == 1 ? average : 0.0;
}

}  // namespace glissade::comparison
