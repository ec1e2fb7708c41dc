#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/files/file_descriptor.hpp"
#include "glissade/error.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade {

/// The checkpoints of one run, of which the last few are kept. One process at a time has the folder.
class CheckpointFolder {
 public:
  static constexpr std::size_t kept = 3;

  /// Creates the folder where there is none, and clears away what a killed process left half written. Throws
  /// Error(failure) where it cannot be written to, or another process has it.
  explicit CheckpointFolder(std::string path);

  /// Whether a file of this name in such a folder may be written, replaced or removed.
  static bool claims(std::string_view name);

  const std::string& path() const { return path_; }
  bool is_empty() const { return steps().empty(); }

  /// Throws Error(failure); then all earlier checkpoints are still there.
  void save(const Checkpoint& checkpoint);

  struct Found {
    Checkpoint checkpoint;
    std::string path;
  };
  /// The newest one that is intact. Later ones are set aside under another name, each reported.
  std::optional<Found> newest(const std::function<void(const Error&)>& damaged);

 private:
  /// Of the checkpoints there are, ascending.
  std::vector<std::uint64_t> steps() const;
  std::string file_of(std::uint64_t step) const;
  void remove_partial_files() const;

  std::string path_;
  FileDescriptor lock_;
};

}  // namespace glissade
