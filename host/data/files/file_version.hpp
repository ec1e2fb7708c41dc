#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace glissade {

/// Tells one content of a file from the next without reading it.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds
  std::int64_t changed = 0;   ///< of content, name, links or permissions
  nlink_t links = 0;
  mode_t mode = 0;
  uid_t owner = 0;
  gid_t group = 0;

  bool operator==(const FileVersion&) const = default;
};

FileVersion version_of(const struct stat& status);

/// Whether the file of the open `descriptor`, which had the version `then`, has kept its content. One that
/// was only renamed, replaced under its name, linked or given other permissions has.
bool has_kept_content(const FileVersion& then, int descriptor, const std::string& path);

}  // namespace glissade
