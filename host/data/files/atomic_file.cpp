#include "data/files/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "data/files/file_descriptor.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 18;
constexpr std::size_t largest_write = std::size_t{1} << 30;

const char* hint_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "Free some space, or write to another disk.";
    case EACCES:
    case EPERM:
    case EROFS:
      return "Check the permissions of the folder, or write elsewhere.";
    case ENOENT:
    case ENOTDIR:
      return "Create the folder first, or write elsewhere.";
    case EISDIR:
      return "Name a file, not a folder.";
    default:
      return "Try another place to write to.";
  }
}

// A rename is on the disk only when its folder is; some file systems cannot say, so nothing depends on it.
void synchronize_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const FileDescriptor descriptor(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) {
    ::fsync(descriptor.number());
  }
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    fail("cannot be written", EISDIR);
  }
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
      fail("cannot be opened for writing", errno);
    }
    return;
  }
  // Through a symbolic link the file that it names is replaced, not the link.
  std::error_code error;
  const auto real = std::filesystem::canonical(path_, error);
  if (!error) {
    path_ = real.string();
  }
  create_temporary(exists ? status.st_mode & 0777U : 0666U);
  if (exists) {
    // The process's mask must not narrow what the old file allowed. Only a courtesy.
    ::fchmod(descriptor_, status.st_mode & 0777U);
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

void AtomicFile::create_temporary(unsigned permissions) {
  const std::string stem = path_ + ".partial-" + std::to_string(::getpid());
  for (unsigned attempt = 0; descriptor_ < 0; ++attempt) {
    const std::string name = stem + "-" + std::to_string(attempt);
    descriptor_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
    if (descriptor_ >= 0) {
      temporary_path_ = name;
    } else if (errno != EEXIST) {
      fail("cannot be created", errno);
    }
  }
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

void AtomicFile::commit() {
  flush();
  // Terminals and pipes cannot be synchronised; for them there is nothing to wait for.
  if (!temporary_path_.empty() && ::fsync(descriptor_) != 0) {
    fail("cannot be written to the disk", errno);
  }
  const int descriptor = std::exchange(descriptor_, -1);
  if (::close(descriptor) != 0) {
    fail("cannot be written", errno);
  }
  if (temporary_path_.empty()) {
    return;
  }
  if (::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    fail("cannot be put in place", errno);
  }
  temporary_path_.clear();
  synchronize_folder_of(path_);
}

void AtomicFile::flush() {
  write_through(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::write_through(const std::byte* bytes, std::size_t count) {
  while (count != 0) {
    const ::ssize_t written = ::write(descriptor_, bytes, std::min(count, largest_write));
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      fail("cannot be written", errno);
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::fail(const char* what, int error) const {
  throw Error(ErrorKind::failure, path_ + ": the file " + what + ": " + std::strerror(error),
              hint_for(error));
}

}  // namespace glissade
