#include "data/files/atomic_file.hpp"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "data/files/file_descriptor.hpp"

namespace glissade {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = std::size_t{1} << 18;
constexpr std::size_t largest_write = std::size_t{1} << 30;

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A rename is on the disk only when its folder is; some file systems cannot say, so nothing depends on it.
void synchronize_folder_of(const std::string& path) {
  const FileDescriptor descriptor(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) {
    ::fsync(descriptor.number());
  }
}

// The name under which the system shows an open file, through which a file without a name gets one.
std::string link_to(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

// Tries names beside `path` until `create` returns true for one, and returns that; empty, with `errno` set,
// if it fails for another reason than that the name is taken. The name of `path` is part of it unless that is
// too long.
template <class Create>
std::string name_beside(const std::string& path, const Create& create) {
  std::string stem = path + ".partial-" + std::to_string(::getpid());
  for (unsigned attempt = 0;; ++attempt) {
    std::string name = stem + "-" + std::to_string(attempt);
    if (create(name.c_str())) {
      return name;
    }
    if (errno == ENAMETOOLONG && stem.starts_with(path)) {
      stem = folder_of(path) + "/.partial-" + std::to_string(::getpid());
    } else if (errno != EEXIST) {
      return {};
    }
  }
}

constexpr const char* access_list = "system.posix_acl_access";

// Gives the open file the access list of `path`, or none where that has none: a new file may have got the
// folder's. False if that cannot be done.
bool copy_access_list(const std::string& path, int descriptor) {
  std::array<char, 4096> list;
  const ::ssize_t size = ::getxattr(path.c_str(), access_list, list.data(), list.size());
  if (size > 0) {
    return ::fsetxattr(descriptor, access_list, list.data(), static_cast<std::size_t>(size), 0) == 0;
  }
  const bool has_none = errno == ENODATA || errno == EOPNOTSUPP;
  return has_none &&
         (::fremovexattr(descriptor, access_list) == 0 || errno == ENODATA || errno == EOPNOTSUPP);
}

// False also where the system does not know.
bool has_attribute(const std::string& path, std::uint64_t attribute) {
  struct statx status {};
  return ::statx(AT_FDCWD, path.c_str(), 0, 0, &status) == 0 &&
         (status.stx_attributes_mask & status.stx_attributes & attribute) != 0;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : AtomicFile(path, Probe::no) {}

void AtomicFile::require_writable(const std::string& path) {
  const AtomicFile probe(path, Probe::yes);
}

bool AtomicFile::is_written_directly(const std::string& path) {
  struct stat status {};
  const OutputPlace place = resolve_output(path);
  return place.descriptor >= 0 || (::stat(place.path.c_str(), &status) == 0 && !S_ISREG(status.st_mode));
}

AtomicFile::AtomicFile(const std::string& path, Probe probe) : name_(path) {
  const OutputPlace place = resolve_output(path);
  struct stat status {};
  const bool exists = !path.empty() && ::stat(place.path.c_str(), &status) == 0;
  if (path.empty() || (!exists && errno != ENOENT && place.descriptor < 0)) {
    fail("cannot be created", path.empty() ? ENOENT : errno);
  }
  if (exists && S_ISDIR(status.st_mode)) {
    fail("cannot be written", EISDIR);
  }
  if (place.descriptor >= 0 || (exists && !S_ISREG(status.st_mode))) {
    open_directly(place, probe);
    return;
  }
  path_ = place.path;
  if (exists) {
    require_replaceable();
  }
  create_temporary(exists ? status.st_mode & 0777U : 0666U);
  if (exists) {
    keep_attributes(status);
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!temporary_path_.empty()) {
    ::unlink(temporary_path_.c_str());
  }
}

void AtomicFile::open_directly(const OutputPlace& place, Probe probe) {
  if (probe == Probe::yes && place.descriptor < 0) {
    if (::faccessat(AT_FDCWD, place.path.c_str(), W_OK, AT_EACCESS) != 0) {
      fail("cannot be opened for writing", errno);
    }
    return;
  }
  descriptor_ = open_for_writing(place, 0);
  if (descriptor_ < 0) {
    fail("cannot be opened for writing", errno);
  }
}

// A rename does not ask whether the file may be written, but its owner may have protected it for a reason.
// Whether a name may be taken from its file (in a folder such as /tmp, from an immutable file, …) the system
// checks for rmdir() as for rename(), and before it says that this is no folder; so nothing can be removed.
void AtomicFile::require_replaceable() const {
  if (::faccessat(AT_FDCWD, path_.c_str(), W_OK, AT_EACCESS) != 0) {
    fail("cannot be replaced", errno);
  }
  if (const int error = ::rmdir(path_.c_str()) == 0 ? EISDIR : errno; error == EISDIR || error == EPERM) {
    fail("cannot be replaced", error);
  }
  // A file that is a mount of its own, as containers have them, can be written but not replaced.
  if (has_attribute(path_, STATX_ATTR_MOUNT_ROOT)) {
    fail("cannot be replaced", EBUSY);
  }
}

void AtomicFile::create_temporary(unsigned permissions) {
  // Such a folder takes new files, but lets none of them be renamed.
  if (has_attribute(folder_of(path_), STATX_ATTR_APPEND)) {
    fail("cannot be created", EPERM);
  }
  descriptor_ = ::open(folder_of(path_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, permissions);
  if (descriptor_ >= 0 && ::access(link_to(descriptor_).c_str(), F_OK) == 0) {
    return;
  }
  if (descriptor_ >= 0) {
    ::close(std::exchange(descriptor_, -1));
  }
  temporary_path_ = name_beside(path_, [&](const char* name) {
    descriptor_ = ::open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
    return descriptor_ >= 0;
  });
  if (descriptor_ < 0) {
    fail("cannot be created", errno);
  }
}

// The process's mask must not narrow what the old file allowed, nor another owner or group widen it.
void AtomicFile::keep_attributes(const struct stat& old) {
  (void)!::fchown(descriptor_, old.st_uid, old.st_gid);
  (void)!::fchown(descriptor_, static_cast<uid_t>(-1), old.st_gid);
  struct stat now {};
  ::fstat(descriptor_, &now);
  const bool keeps_list = copy_access_list(path_, descriptor_);
  mode_t mode = old.st_mode & 07777U;
  if (now.st_uid != old.st_uid) {
    mode &= ~static_cast<mode_t>(S_ISUID);
  }
  if (now.st_gid != old.st_gid || !keeps_list) {
    ::fremovexattr(descriptor_, access_list);
    mode = (mode & ~static_cast<mode_t>(S_ISGID | S_IRWXG)) | (mode & S_IRWXO) << 3U;
  }
  ::fchmod(descriptor_, mode);
}

void AtomicFile::write(const void* bytes, std::size_t count) {
  const auto* first = static_cast<const std::byte*>(bytes);
  if (buffer_.size() + count > buffer_bytes) {
    flush();
  }
  if (count >= buffer_bytes) {
    write_through(first, count);
  } else {
    buffer_.insert(buffer_.end(), first, first + count);
  }
}

void AtomicFile::finish() {
  flush();
  // Terminals and pipes cannot be synchronised; for them there is nothing to wait for.
  if (!path_.empty() && ::fsync(descriptor_) != 0) {
    fail("cannot be written to the disk", errno);
  }
}

void AtomicFile::commit() {
  finish();
  if (!path_.empty()) {
    if (const int error = put_in_place(); error != 0) {
      fail_with_all_of_it(error);
    }
    synchronize_folder_of(path_);
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    fail("cannot be written", errno);
  }
}

int AtomicFile::put_in_place() {
  if (temporary_path_.empty()) {
    const std::string source = link_to(descriptor_);
    temporary_path_ = name_beside(path_, [&](const char* name) {
      return ::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
    });
  }
  if (temporary_path_.empty() || ::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    return errno;
  }
  temporary_path_.clear();
  return 0;
}

// Where the temporary file has a name, it stays; where its folder does not let it have one, or is gone, a
// copy is made in another.
void AtomicFile::fail_with_all_of_it(int error) {
  std::string kept;
  if (!temporary_path_.empty() && ::access(temporary_path_.c_str(), F_OK) == 0) {
    kept = std::exchange(temporary_path_, {});
  }
  std::error_code ignored;
  for (const fs::path& folder : {fs::path(), fs::temp_directory_path(ignored)}) {
    if (kept.empty()) {
      kept = name_beside(folder / fs::path(path_).filename(), [&](const char* name) {
        std::error_code failure;
        const bool done = fs::copy_file(link_to(descriptor_), name, failure);
        if (!done && failure != std::errc::file_exists) {
          ::unlink(name);
        }
        errno = failure.value();
        return done;
      });
    }
  }
  if (kept.empty()) {
    fail("cannot be put in place", error);
  }
  throw NotInPlace(
      ErrorKind::failure,
      name_ + ": the file cannot be put in place: " + output_reason(error) + "; it is complete as " + kept,
      output_hint(error));
}

void AtomicFile::flush() {
  write_through(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::write_through(const std::byte* bytes, std::size_t count) {
  while (count != 0) {
    const ::ssize_t written = ::write(descriptor_, bytes, std::min(count, largest_write));
    if (written < 0) {
      if (errno == EAGAIN) {
        wait_until_writable(descriptor_);
      } else if (errno != EINTR) {
        fail("cannot be written", errno);
      }
      continue;
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::fail(const char* what, int error) const {
  throw Error(ErrorKind::failure, name_ + ": the file " + what + ": " + output_reason(error),
              output_hint(error));
}

}  // namespace glissade
