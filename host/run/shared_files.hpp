#pragma once

#include <span>
#include <string>

#include "options/option_info.hpp"

namespace glissade {

/// A file that an option names.
struct NamedFile {
  std::string option;  ///< as it is typed
  FileRole role;
  std::string path;
};

/// Throws Error(usage) if an output would take the place of an input or of another output: by name, through
/// links, or as the same file under two names. The program's own standard output and error are among the
/// outputs if they go to a file. Devices, terminals and pipes hold nothing that could be lost, so they may be
/// named more than once. Opens nothing.
void refuse_shared_files(std::span<const NamedFile> files);

}  // namespace glissade
