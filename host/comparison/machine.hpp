#pragma once

#include <map>
#include <optional>

#include "comparison/run_cost.hpp"
#include "glissade/comparison.hpp"

namespace glissade::comparison {

/// The limits of the CPU for each number of threads that takes part: the best of all measurements, because
/// what else runs on the machine can only lower them.
class MeasuredLimits {
 public:
  /// Of the devices whose limits are those of the CPU: `cpu`, and `reference` with its one thread.
  /// `data_bytes`: what the run passes over; as much is read here, because caches are faster than memory.
  MeasuredLimits(std::span<const Contender> contenders, std::uint64_t data_bytes);

  void measure();
  /// Nothing for a device whose limits are not the CPU's.
  std::optional<CpuLimits> of(const Contender& contender) const;

 private:
  std::uint64_t data_bytes_;
  std::map<int, CpuLimits> limits_;
};

/// What is possible for a run: the seconds that it takes at least, and why.
struct Limit {
  double seconds = 0.0;
  Bound bound = Bound::arithmetic;
};

/// `cache_bytes`: the threads' own caches. What fits in there (the training data, the parameters) need not
/// come from memory in each step, and is not held against it.
Limit limit_of(const Cost& run, double data_bytes_of_an_epoch, double parameter_bytes_of_a_step,
               const CpuLimits& limits, double cache_bytes);

/// Of the second-level caches of so many threads; 0 where the system does not tell.
double own_cache_bytes(int threads);

/// Runnable threads of the machine over the last minute, of other programs too; 0 where it does not tell.
double load_average();

}  // namespace glissade::comparison
