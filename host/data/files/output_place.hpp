#pragma once

#include <string>

namespace glissade {

/// Where an output goes once every link is followed, also one that leads to nothing yet.
struct OutputPlace {
  /// The real folder and the name in it; as named where that folder cannot be found.
  std::string path;
  /// For /dev/stdout, /dev/fd/3 and the like: the descriptor that they stand for, open since the process
  /// started. -1 otherwise.
  int descriptor = -1;
};

OutputPlace resolve_output(const std::string& path);

/// Opens the place for writing as it is, with `flags` (such as O_CREAT) besides. Waits two seconds at most
/// for a pipe's reader. The result does not block (O_NONBLOCK), except for a descriptor of this process,
/// which is duplicated. -1 with `errno` set otherwise: ENXIO for a pipe that nobody reads.
int open_for_writing(const OutputPlace& place, int flags) noexcept;

/// For a descriptor that does not wait by itself, as one that is shared with a program that has told it not
/// to.
void wait_until_writable(int descriptor) noexcept;

/// A sentence's end for an `errno` of an output, and what to try.
std::string output_reason(int error);
const char* output_hint(int error) noexcept;

}  // namespace glissade
