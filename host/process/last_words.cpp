#include "process/last_words.hpp"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <string_view>

#include "process/descriptor_writing.hpp"

namespace glissade {
namespace {

std::atomic<bool> has_promised_document = false;
std::atomic<bool> is_promise_open = false;
std::unique_ptr<char[]> reserve;

constexpr std::size_t reserve_bytes = std::size_t{1} << 18;
constexpr std::size_t thread_stack = std::size_t{2} << 20;
constexpr std::size_t main_stack = std::size_t{8} << 20;

struct LastWords {
  std::string_view sentence;
  std::string_view document;
};

constexpr LastWords no_memory{
    "glissade: there is not enough memory\nhint: Use less data or a smaller model.\n",
    "{\n  \"error\": {\n    \"kind\": \"failure\",\n    \"message\": \"there is not enough memory\",\n"
    "    \"hint\": \"Use less data or a smaller model.\"\n  }\n}\n"};
constexpr LastWords no_thread{
    "glissade: the system has no memory or no threads left\nhint: Use fewer --threads.\n",
    "{\n  \"error\": {\n    \"kind\": \"failure\",\n"
    "    \"message\": \"the system has no memory or no threads left\",\n"
    "    \"hint\": \"Use fewer --threads.\"\n  }\n}\n"};
constexpr LastWords unexpected{
    "glissade: unexpected failure\n",
    "{\n  \"error\": {\n    \"kind\": \"failure\",\n    \"message\": \"unexpected failure\"\n  }\n}\n"};

/// Once, whoever comes first.
void say(const LastWords& words) noexcept {
  if (!is_promise_open.exchange(false))
    return;
  (void)write_all(STDERR_FILENO, words.sentence);
  if (has_promised_document)
    (void)write_all(STDOUT_FILENO, words.document);
}

[[noreturn]] void end_for_want_of_a_handler() noexcept {
  try {
    if (const std::exception_ptr thrown = std::current_exception())
      std::rethrow_exception(thrown);
    say(unexpected);
  } catch (const std::bad_alloc&) {
    say(no_memory);
  } catch (...) {
    say(unexpected);
  }
  ::_exit(1);
}

bool is_limited(int resource, rlim_t least) {
  rlimit limit{};
  return ::getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < least;
}

/// Threads take what the main thread may have by default, which is too little or, with little memory, much.
void set_thread_stack() {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, thread_stack);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

}  // namespace

void promise_last_words() {
  is_promise_open = true;
  std::set_terminate(end_for_want_of_a_handler);
  std::atexit([] { say(no_thread); });
  set_thread_stack();
  // Each thread's own heap would claim 64 MB of addresses.
  if (is_limited(RLIMIT_AS, RLIM_INFINITY))
    ::mallopt(M_ARENA_MAX, 1);
  reserve.reset(new (std::nothrow) char[reserve_bytes]);
}

void promise_document(bool promised) noexcept {
  has_promised_document = promised;
}

void keep_promise() noexcept {
  is_promise_open = false;
}

void release_reserve() noexcept {
  reserve.reset();
}

int run_with_a_stack(int (*run)(void* argument), void* argument) {
  constexpr rlim_t enough = rlim_t{1} << 20;
  if (!is_limited(RLIMIT_STACK, enough))
    return run(argument);
  struct Call {
    int (*run)(void* argument);
    void* argument;
    int result;
  } call{run, argument, 1};
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, main_stack);
  const auto start = [](void* given) -> void* {
    auto& given_call = *static_cast<Call*>(given);
    given_call.result = given_call.run(given_call.argument);
    return nullptr;
  };
  pthread_t thread{};
  if (::pthread_create(&thread, &attributes, start, &call) != 0) {
    say(no_memory);
    return 1;
  }
  ::pthread_join(thread, nullptr);
  return call.result;
}

}  // namespace glissade
