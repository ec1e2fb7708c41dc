#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "run/run_observer.hpp"
#include "training/checkpoint/checkpoint_folder.hpp"

namespace glissade {

/// The checkpoints of `train --checkpoint`.
class RunCheckpoints {
 public:
  /// Before any data are read, which may take long. Throws Error(failure) for a folder that cannot be used,
  /// and Error(usage) for one with checkpoints that nobody asked to go on from.
  RunCheckpoints(const std::string& folder, bool resume, RunObserver& observer);

  /// Where a run of this description goes on; nothing where it starts afresh. Throws Error(input) where the
  /// newest checkpoint is of another run, naming the difference.
  std::optional<RunState> find(RunDescription description);

  /// A checkpoint that cannot be written is no reason to lose the run: it is said once.
  void save(const RunState& state);

 private:
  CheckpointFolder folder_;
  bool resume_;
  RunObserver& observer_;
  RunDescription description_;
  std::optional<std::uint64_t> last_saved_;
  bool has_failed_ = false;
};

}  // namespace glissade
