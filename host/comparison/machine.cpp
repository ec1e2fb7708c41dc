#include "comparison/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "backends/cpu/machine_limits.hpp"
#include "numeric/thread_count.hpp"

namespace glissade::comparison {
namespace {

/// Of the second-level caches, which each thread has to itself; 0 where the system does not tell.
double own_cache_bytes(int threads) {
  const long bytes = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
  return bytes > 0 ? static_cast<double>(bytes) * threads : 0.0;
}

void raise(DeviceLimits& limits, const DeviceLimits& measured) {
  limits.read_rate = std::max(limits.read_rate, measured.read_rate);
  limits.gemm_rate = std::max(limits.gemm_rate, measured.gemm_rate);
}

}  // namespace

int limiting_threads(const Contender& contender) {
  if (contender.backend->name() == "reference")
    return 1;
  return contender.backend->name() == "cpu" ? thread_count(contender.threads) : 0;
}

MeasuredLimits::MeasuredLimits(std::span<const Contender> contenders, std::uint64_t data_bytes,
                               Precision precision)
    : data_bytes_(data_bytes), precision_(precision) {
  for (const Contender& contender : contenders) {
    if (const int threads = limiting_threads(contender); threads > 0)
      of_threads_[threads].cache_bytes = own_cache_bytes(threads);
    else
      of_devices_[contender.backend];
  }
}

void MeasuredLimits::measure() {
  DeviceLimits fewer;
  for (auto& [threads, limits] : of_threads_) {
    raise(limits, {cpu::read_bandwidth(threads, data_bytes_), cpu::gemm_rate(threads)});
    // More threads can do what fewer can, however badly the machine serves them just now.
    raise(limits, fewer);
    fewer = limits;
  }
  for (auto& [backend, limits] : of_devices_) {
    std::optional<DeviceLimits> measured = backend->measure_limits(data_bytes_, precision_);
    if (measured && limits)
      raise(*measured, *limits);
    limits = measured;
  }
}

std::optional<DeviceLimits> MeasuredLimits::of(const Contender& contender) const {
  const int threads = limiting_threads(contender);
  return threads > 0 ? of_threads_.at(threads) : of_devices_.at(contender.backend);
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
