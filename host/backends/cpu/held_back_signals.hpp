#pragma once

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace glissade::cpu {

/// While one lives, signals wait that could interrupt this thread from outside. The code that oneDNN
/// generates uses the stack's register for other things: a handler's frame would fall into the data, and
/// free() would find the heap destroyed. Faults of the thread's own, as of a mapped file that was cut, still
/// come.
class HeldBackSignals {
 public:
  HeldBackSignals() {
    sigset_t signals;
    ::sigfillset(&signals);
    for (const int fault : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP})
      ::sigdelset(&signals, fault);
    ::pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~HeldBackSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldBackSignals(const HeldBackSignals&) = delete;
  HeldBackSignals& operator=(const HeldBackSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace glissade::cpu
