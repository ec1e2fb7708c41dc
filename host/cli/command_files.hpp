#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace glissade {

/// The use that a command makes of a file that one of its options names.
enum class FileRole : std::uint8_t {
  input,
  source,  ///< an input as --data takes it: a path with options, or synthetic data and no file
  output,
  checkpoints,  ///< a folder in which files are written and removed
};

struct NamedFile {
  std::string option;
  FileRole role;
  std::string path;
};

/// Throws Error(usage) if an output would take the place of an input or of another output: by name, through
/// links, or as the same file under two names. The program's own standard output and error are among the
/// outputs if they go to a file. Devices, terminals and pipes hold nothing that could be lost, so they may be
/// named more than once. Opens nothing.
void refuse_shared_files(std::span<const NamedFile> files);

}  // namespace glissade
