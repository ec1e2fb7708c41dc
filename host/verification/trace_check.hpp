#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/backend.hpp"
#include "verification/operation_id.hpp"

namespace glissade::verification {

/// How one operation of one step compares with its recomputation in fp64.
struct OperationResult {
  OperationId operation;
  /// Largest |fast − reference| as a fraction of its bound. Above 1: wrong. Infinite where bits must agree
  /// and do not, or shapes differ.
  double worst_fraction = 0.0;
  /// Of the element where it is largest.
  std::uint64_t index = 0;
  double value = 0.0;
  double reference = 0.0;
  double bound = 0.0;
  /// Elements compared, and those of them beyond their bounds.
  std::uint64_t compared = 0;
  std::uint64_t outside = 0;
  /// Of the array, so that element i is at [i / columns, i % columns]; 1: a vector.
  std::uint64_t columns = 1;

  std::string name() const { return name_of(operation); }
  bool passed() const { return worst_fraction <= 1.0; }
};

/// Follows a run through its traces. Each operation is recomputed in fp64 from the fast session's own inputs
/// to it, so each bound is that of one operation, and the first operation that fails is the faulty one. Each
/// step must start from exactly what the one before it left.
class TraceChecker {
 public:
  /// `start` is what the session was given by restore(). Network and data must outlive the checker.
  TraceChecker(const Network& network, const DatasetView& data, const SessionOptions& options,
               const State& start);

  /// Every operation of the next step, in the order of computation, each once. `scalars` is what the session
  /// was given. A trace whose arrays do not have the network's shapes yields one failed operation, "trace".
  std::vector<OperationResult> check(const Trace& trace, const StepScalars& scalars);

 private:
  const Network& network_;
  const DatasetView data_;
  const SessionOptions options_;
  State expected_;
};

}  // namespace glissade::verification
