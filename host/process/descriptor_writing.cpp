#include "process/descriptor_writing.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "data/files/output_place.hpp"
#include "process/stop_signals.hpp"

namespace glissade {
namespace {

constexpr int milliseconds_per_look = 50;
constexpr int most_looks_once_stopped = 10;

/// False with `errno` set where nobody took anything since a signal came.
bool wait_for_reader(int descriptor) noexcept {
  pollfd writable{descriptor, POLLOUT, 0};
  for (int looks = 0; looks < most_looks_once_stopped;) {
    const int ready = ::poll(&writable, 1, milliseconds_per_look);
    if (ready > 0 || (ready < 0 && errno != EINTR))
      return true;  // the write says what is wrong
    if (StopSignals::received() != 0)
      ++looks;
  }
  errno = EAGAIN;
  return false;
}

}  // namespace

bool write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EAGAIN)
      wait_until_writable(descriptor);
    else if (written < 0 && errno != EINTR)
      return false;
    if (written < 0)
      continue;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::size_t write_until_stopped(int descriptor, std::string_view text) noexcept {
  std::size_t done = 0;
  while (done < text.size()) {
    if (!wait_for_reader(descriptor))
      return done;
    // A pipe that takes anything takes this much without waiting.
    const std::size_t count = std::min<std::size_t>(text.size() - done, PIPE_BUF);
    const auto written = ::write(descriptor, text.data() + done, count);
    if (written >= 0)
      done += static_cast<std::size_t>(written);
    else if (errno != EINTR && errno != EAGAIN)
      return done;
  }
  return done;
}

}  // namespace glissade
