#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "verification/bounds/enclosure.hpp"
#include "verification/trace_check.hpp"

namespace glissade::verification {

/// Gathers the elements of one operation.
class Comparison {
 public:
  /// `columns` of the array that is compared; 1 for a vector.
  explicit Comparison(const OperationId& operation, std::uint64_t columns = 1) {
    result_.operation = operation;
    result_.columns = columns;
  }

  void add(std::uint64_t index, double computed, const Enclosure& enclosure) {
    const double fraction = fraction_used(enclosure, computed);
    const double bound =
        computed > enclosure.value ? enclosure.high - enclosure.value : enclosure.value - enclosure.low;
    keep(index, computed, enclosure.value, bound, fraction);
  }

  void add_exact(std::uint64_t index, double computed, double expected) {
    const bool same = std::bit_cast<std::uint64_t>(computed) == std::bit_cast<std::uint64_t>(expected);
    keep(index, computed, expected, 0.0, same ? 0.0 : std::numeric_limits<double>::infinity());
  }

  void add_exact(std::span<const double> computed, std::span<const double> expected) {
    for (std::uint64_t index = 0; index < expected.size(); ++index)
      add_exact(index, computed[index], expected[index]);
  }

  OperationResult result() const { return result_; }

 private:
  void keep(std::uint64_t index, double computed, double expected, double bound, double fraction) {
    if (fraction > result_.worst_fraction || result_.compared == 0) {
      result_.worst_fraction = fraction;
      result_.index = index;
      result_.value = computed;
      result_.reference = expected;
      result_.bound = bound;
    }
    ++result_.compared;
    result_.outside += fraction > 1.0 ? 1 : 0;
  }

  OperationResult result_;
};

}  // namespace glissade::verification
