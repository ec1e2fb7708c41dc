#include "process/stop_signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace glissade {
namespace {

// The only state that a signal handler may touch.
std::atomic<int> received_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void remember_or_leave(int signal) {
  if (received_signal.exchange(signal) != 0)
    ::_exit(128 + signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

StopSignals::StopSignals() : takes_hangup_(!is_ignored(SIGHUP)) {
  handle(SIGINT, remember_or_leave);
  handle(SIGTERM, remember_or_leave);
  if (takes_hangup_)
    handle(SIGHUP, remember_or_leave);
}

StopSignals::~StopSignals() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  if (takes_hangup_)
    handle(SIGHUP, SIG_DFL);
}

int StopSignals::received() noexcept {
  return received_signal.load();
}

void turn_write_signals_into_errors() {
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
}

}  // namespace glissade
