#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "glissade/run_observer.hpp"
#include "training/checkpoint/checkpoint_folder.hpp"

namespace glissade {

/// Saves the checkpoints of a run, and finds the one to resume from.
class RunCheckpoints {
 public:
  /// Made before any data are read, which may take long. Throws Error(failure) if the folder cannot be used,
  /// and Error(usage) if it has checkpoints and `resume` is false. `observer` must outlive this.
  RunCheckpoints(const std::string& folder, bool resume, RunObserver& observer);

  /// The description in the newest intact checkpoint, if the run is resumed and there is one.
  std::optional<RunDescription> saved();

  /// Tells the run by everything that decides its steps. Called before find() and save().
  void identify(RunDescription description);

  /// The state to resume from, or nothing if the run starts afresh. Throws Error(input), naming the
  /// difference, if the newest checkpoint is of another run.
  std::optional<RunState> find();

  /// Reports a checkpoint that cannot be written once, and lets the run go on.
  void save(const RunState& state);

 private:
  /// Looked for once: damaged ones are set aside, and reported, when they are found.
  const std::optional<CheckpointFolder::Found>& found();

  CheckpointFolder folder_;
  bool resume_;
  RunObserver& observer_;
  RunDescription description_;
  std::optional<std::optional<CheckpointFolder::Found>> found_;
  std::optional<std::uint64_t> last_saved_;
  bool has_failed_ = false;
};

}  // namespace glissade
