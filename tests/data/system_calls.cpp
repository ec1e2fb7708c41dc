#include "data/system_calls.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace glissade {
namespace {

SystemCalls changed;

int with_error(long result, int error) {
  if (error == 0)
    return static_cast<int>(result);
  errno = error;
  return -1;
}

}  // namespace

ChangedCalls::ChangedCalls(const SystemCalls& calls) {
  changed = calls;
}
ChangedCalls::~ChangedCalls() {
  changed = {};
}

}  // namespace glissade

// A program's own functions take the place of the C library's.
extern "C" {

int fsync(int descriptor) {
  return glissade::with_error(::syscall(SYS_fsync, descriptor), glissade::changed.fsync_error);
}

int close(int descriptor) {
  return glissade::with_error(::syscall(SYS_close, descriptor), glissade::changed.close_error);
}

ssize_t write(int descriptor, const void* bytes, std::size_t count) {
  if (const int error = std::exchange(glissade::changed.write_error, 0); error != 0)
    return glissade::with_error(0, error);
  const std::size_t most = glissade::changed.bytes_at_a_time;
  return ::syscall(SYS_write, descriptor, bytes, most == 0 ? count : std::min(count, most));
}
}
