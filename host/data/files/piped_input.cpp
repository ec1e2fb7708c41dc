#include "data/files/piped_input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw Error(ErrorKind::failure, path + ": " + what + ": " + std::strerror(errno),
              "Write the data to a file and name that.");
}

/// A named pipe that nobody has opened for writing yet would look as if it had ended.
void wait_for_bytes(int source) {
  pollfd readable{source, POLLIN, 0};
  while (::poll(&readable, 1, -1) < 0 && errno == EINTR) {
  }
}

void write_all(int target, const char* bytes, std::size_t count, const std::string& path) {
  while (count > 0) {
    const ::ssize_t written = ::write(target, bytes, count);
    if (written < 0 && errno != EINTR) {
      fail(path, "what comes through the pipe does not fit into memory");
    }
    bytes += std::max<::ssize_t>(written, 0);
    count -= static_cast<std::size_t>(std::max<::ssize_t>(written, 0));
  }
}

FileDescriptor read_to_its_end(int source, const std::string& path) {
  FileDescriptor memory(::memfd_create("piped input", MFD_CLOEXEC));
  if (memory.number() < 0) {
    fail(path, "there is no memory for what comes through the pipe");
  }
  std::vector<char> piece(piece_bytes);
  while (true) {
    wait_for_bytes(source);
    const ::ssize_t count = ::read(source, piece.data(), piece.size());
    if (count == 0) {
      return memory;
    }
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
      fail(path, "the pipe cannot be read");
    }
    write_all(memory.number(), piece.data(), static_cast<std::size_t>(std::max<::ssize_t>(count, 0)), path);
  }
}

}  // namespace

bool is_piped(const struct stat& status, int descriptor) {
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ||
         (S_ISCHR(status.st_mode) && ::isatty(descriptor) != 0);
}

FileDescriptor open_piped(const FileDescriptor& source, const struct stat& status, const std::string& path) {
  static std::mutex mutex;
  static std::map<std::pair<dev_t, ino_t>, FileDescriptor> known;
  const std::scoped_lock lock(mutex);
  const std::pair key(status.st_dev, status.st_ino);
  auto place = known.find(key);
  if (place == known.end()) {
    place = known.emplace(key, read_to_its_end(source.number(), path)).first;
  }
  // A position of its own in the file.
  const std::string name = "/proc/self/fd/" + std::to_string(place->second.number());
  FileDescriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    fail(path, "what came through the pipe cannot be read");
  }
  return file;
}

}  // namespace glissade
