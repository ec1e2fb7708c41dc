#pragma once

#include <sys/stat.h>

#include <string>

#include "data/files/file_descriptor.hpp"

namespace glissade {

/// Whether a file can be read in order and once alone: a pipe, a socket or a terminal.
bool is_piped(const struct stat& status, int descriptor);

/// The content of such a file, read to its end, as a file in memory that can be read as often as wanted.
/// It stays until the process ends, as nothing can read it again from where it came. Throws Error(failure)
/// where memory is short or reading fails. `path` is for messages.
FileDescriptor open_piped(const FileDescriptor& source, const struct stat& status, const std::string& path);

}  // namespace glissade
