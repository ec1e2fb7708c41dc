#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "glissade/batches.hpp"
#include "glissade/verification.hpp"

namespace glissade::verification {

/// What is run, on whichever device.
struct VerifiedRun {
  const Network& network;
  const DatasetView& data;
  DatasetView opened_with;  ///< what a session is given as `data`
  TrainingOptions options;
  SessionOptions session;
  State start;
  std::vector<std::uint64_t> steps;  ///< ascending

  VerifiedRun(const Network& run_network, const DatasetView& run_data, std::span<const float> initial_arena,
              const VerificationOptions& verification);

  BatchPlan plan() const { return {data.rows(), options.batch_size, options.seed}; }
  StepScalars scalars(std::uint64_t step) const;
  /// A session of the run, at its start.
  std::unique_ptr<Session> open(const Backend& backend) const;

 private:
  std::uint64_t total_steps_ = 0;
};

}  // namespace glissade::verification
