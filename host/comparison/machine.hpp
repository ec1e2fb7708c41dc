#pragma once

#include <map>
#include <optional>
#include <utility>

#include "comparison/run_cost.hpp"
#include "glissade/comparison.hpp"

namespace glissade::comparison {

/// The limits of each device that takes part, on each number of threads: the best of all measurements,
/// because what else runs on the machine can only lower them.
class MeasuredLimits {
 public:
  /// `data_bytes`: what the run passes over; as much is read here, because caches are faster than memory.
  MeasuredLimits(std::span<const Contender> contenders, std::uint64_t data_bytes, Precision precision);

  void measure();
  /// Nothing where a device cannot tell.
  std::optional<DeviceLimits> of(const Contender& contender) const;

 private:
  using Key = std::pair<const Backend*, int>;  ///< and the threads that were asked for

  void raise_to_those_of_fewer_threads();

  std::uint64_t data_bytes_;
  Precision precision_;
  std::map<Key, std::optional<DeviceLimits>> limits_;
};

/// What is possible for a run: the seconds that it takes at least, and why.
struct Limit {
  double seconds = 0.0;
  Bound bound = Bound::arithmetic;
};

/// What fits into the caches (the training data, the parameters) need not come from memory in each step, and
/// is not held against it.
Limit limit_of(const Cost& run, double data_bytes_of_an_epoch, double parameter_bytes_of_a_step,
               const DeviceLimits& limits);

/// Runnable threads of the machine over the last minute, of other programs too; 0 where it does not tell.
double load_average();

}  // namespace glissade::comparison
