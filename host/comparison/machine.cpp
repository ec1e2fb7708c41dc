#include "comparison/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "backends/cpu/machine_limits.hpp"
#include "numeric/thread_count.hpp"

namespace glissade::comparison {
namespace {

/// 0 for a device whose limits are not the CPU's.
int limiting_threads(const Contender& contender) {
  if (contender.backend->name() == "reference")
    return 1;
  return contender.backend->name() == "cpu" ? thread_count(contender.threads) : 0;
}

}  // namespace

MeasuredLimits::MeasuredLimits(std::span<const Contender> contenders, std::uint64_t data_bytes)
    : data_bytes_(data_bytes) {
  for (const Contender& contender : contenders) {
    if (const int threads = limiting_threads(contender); threads > 0)
      limits_[threads].threads = threads;
  }
}

void MeasuredLimits::measure() {
  CpuLimits fewer;
  for (auto& [threads, limits] : limits_) {
    // More threads can do what fewer can, however badly the machine serves them just now.
    limits.read_rate =
        std::max({limits.read_rate, fewer.read_rate, cpu::read_bandwidth(threads, data_bytes_)});
    limits.gemm_rate = std::max({limits.gemm_rate, fewer.gemm_rate, cpu::gemm_rate(threads)});
    fewer = limits;
  }
}

std::optional<CpuLimits> MeasuredLimits::of(const Contender& contender) const {
  const auto found = limits_.find(limiting_threads(contender));
  return found == limits_.end() ? std::nullopt : std::optional(found->second);
}

Limit limit_of(const Cost& run, double data_bytes_of_an_epoch, double parameter_bytes_of_a_step,
               const CpuLimits& limits, double cache_bytes) {
  double from_memory = 0.0;
  if (data_bytes_of_an_epoch > cache_bytes)
    from_memory += run.data_bytes;
  if (parameter_bytes_of_a_step > cache_bytes)
    from_memory += run.parameter_bytes;
  const double reading = from_memory / limits.read_rate;
  const double arithmetic = run.operations / limits.gemm_rate;
  return reading > arithmetic ? Limit{reading, Bound::memory} : Limit{arithmetic, Bound::arithmetic};
}

double own_cache_bytes(int threads) {
  const long bytes = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
  return bytes > 0 ? static_cast<double>(bytes) * threads : 0.0;
}

double load_average() {
  double average = 0.0;
  return ::getloadavg(&average, 1) == 1 ? average : 0.0;
}

}  // namespace glissade::comparison
