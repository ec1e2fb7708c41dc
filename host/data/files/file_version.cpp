#include "data/files/file_version.hpp"

#include <ctime>

namespace glissade {

namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// A rename, a link or other permissions move the time of change, too, and show in what they changed.
bool has_another_place(const FileVersion& then, const FileVersion& now, const std::string& path) {
  struct stat named {};
  const bool is_named =
      ::stat(path.c_str(), &named) == 0 && named.st_dev == now.device && named.st_ino == now.inode;
  return !is_named || now.links != then.links || now.mode != then.mode || now.owner != then.owner ||
         now.group != then.group;
}

}  // namespace

FileVersion version_of(const struct stat& status) {
  return {status.st_dev,
          status.st_ino,
          static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim),
          status.st_nlink,
          status.st_mode,
          status.st_uid,
          status.st_gid};
}

bool has_kept_content(const FileVersion& then, int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    return false;
  }
  const FileVersion now = version_of(status);
  return now.size == then.size && now.modified == then.modified &&
         (now.changed == then.changed || has_another_place(then, now, path));
}

}  // namespace glissade
