#include "data/files/output_place.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>

#include "text/number_text.hpp"

namespace glissade {

namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as many as the system follows

// A reader that is started together with this program may open its end a little later.
constexpr int most_waits_for_reader = 200;
constexpr timespec wait_for_reader{.tv_sec = 0, .tv_nsec = 10'000'000};

// What this process has opened itself is closed on exec, so only what it was started with is not: a number
// that nobody gave it may by now be that of another output.
int duplicate(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  const bool is_own = (::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0;
  if (flags < 0 || is_own || (flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    return -1;
  }
  return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

}  // namespace

OutputPlace resolve_output(const std::string& path) {
  const fs::path descriptors = "/proc/" + std::to_string(::getpid()) + "/fd";
  fs::path place = path;
  for (int links = 0; links < most_links; ++links) {
    std::error_code error;
    const fs::path folder = fs::canonical(place.has_parent_path() ? place.parent_path() : ".", error);
    if (error) {
      return {place.string()};
    }
    place = folder / place.filename();
    if (folder == descriptors) {
      const std::optional<std::uint64_t> number = parse_count(place.filename().string());
      return {place.string(), number && *number <= INT_MAX ? static_cast<int>(*number) : -1};
    }
    const fs::path target = fs::read_symlink(place, error);
    if (error) {
      return {place.string()};
    }
    place = folder / target;
  }
  return {path};
}

int open_for_writing(const OutputPlace& place, int flags) noexcept {
  if (place.descriptor >= 0) {
    return duplicate(place.descriptor);
  }
  for (int waits = 0;; ++waits) {
    const int descriptor =
        ::open(place.path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags, 0666);
    if (descriptor >= 0 || errno != ENXIO || waits == most_waits_for_reader) {
      return descriptor;
    }
    ::nanosleep(&wait_for_reader, nullptr);
  }
}

void wait_until_writable(int descriptor) noexcept {
  pollfd writable{descriptor, POLLOUT, 0};
  ::poll(&writable, 1, -1);
}

std::string output_reason(int error) {
  return error == ENXIO ? "nobody reads this pipe" : std::strerror(error);
}

const char* output_hint(int error) noexcept {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "Free some space, or write to another disk.";
    case EACCES:
    case EPERM:
    case EROFS:
      return "Check the permissions of the file and its folder, or write elsewhere.";
    case ENOENT:
    case ENOTDIR:
      return "Create the folder first, or write elsewhere.";
    case EISDIR:
      return "Name a file, not a folder.";
    case ENAMETOOLONG:
      return "Choose a shorter name.";
    case ENXIO:
      return "Start the program that reads it first, or write to a file.";
    default:
      return "Try another place to write to.";
  }
}

}  // namespace glissade
