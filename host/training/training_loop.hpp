#pragma once

#include <functional>
#include <memory>
#include <span>

#include "glissade/training.hpp"
#include "training/validation.hpp"

namespace glissade {

/// The steps that the training loop drives, and the facts that it must know of the rows behind them.
struct LoopSubject {
  std::unique_ptr<Session> session;
  std::uint64_t rows = 0;  ///< of an epoch
  Validation validation;
  /// Throws where a file that rows are read from was written to meanwhile.
  std::function<void()> require_unchanged = [] {};
  /// Whether steps that come would change nothing that matters.
  std::function<bool()> has_converged = [] { return false; };
  /// Fills TrainingResult::arena64.
  bool keeps_double = false;
};

/// The loop of train(): checked options, and a session that stands at the start of the run, or where
/// `resumed` does.
TrainingResult run_training_loop(LoopSubject subject, const Network& network, const TrainingOptions& options,
                                 const TrainingCallbacks& callbacks, const RunState* resumed);

}  // namespace glissade
