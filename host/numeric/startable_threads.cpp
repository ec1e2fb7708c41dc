#include "numeric/startable_threads.hpp"

#include <pthread.h>

#include <mutex>
#include <vector>

namespace glissade {
namespace {

/// Starts up to `count` threads that live at the same time.
int started_at_once(int count) {
  static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  const auto wait = [](void* /*nothing*/) -> void* {
    ::pthread_mutex_lock(&gate);
    ::pthread_mutex_unlock(&gate);
    return nullptr;
  };
  std::vector<pthread_t> threads;
  threads.reserve(static_cast<std::size_t>(count));
  ::pthread_mutex_lock(&gate);
  for (pthread_t thread{}; static_cast<int>(threads.size()) < count; threads.push_back(thread)) {
    if (::pthread_create(&thread, nullptr, wait, nullptr) != 0)
      break;
  }
  ::pthread_mutex_unlock(&gate);
  for (const pthread_t thread : threads)
    ::pthread_join(thread, nullptr);
  return static_cast<int>(threads.size());
}

}  // namespace

int startable_threads(int wanted) {
  static std::mutex mutex;
  static int proven = 1;
  static int refused = 0;  // so many were too many; 0: none were
  const std::scoped_lock lock(mutex);
  if (wanted > proven && (refused == 0 || wanted < refused)) {
    proven = 1 + started_at_once(wanted - 1);
    if (proven < wanted)
      refused = proven + 1;
  }
  return wanted < proven ? wanted : proven;
}

}  // namespace glissade
