#pragma once

#include <boost/context/fiber.hpp>
#include <boost/context/preallocated.hpp>
#include <boost/context/stack_context.hpp>
#include <cstddef>

namespace emulation {

/// A stack of its own on which `body` runs, again from its start each time after it has returned. Lives as
/// long as the process.
class Fiber {
 public:
  explicit Fiber(void (*body)());
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Runs the body until it suspends or returns.
  void resume();
  /// From within the body: back to who resumed it.
  void suspend();

  /// Whether the address lies below a fiber's stack.
  static bool guards(const void* address);

 private:
  boost::context::stack_context stack_;
  boost::context::fiber inside_;
  boost::context::fiber outside_;
  // What AddressSanitizer must be told at each switch.
  void* inside_fake_stack_ = nullptr;
  void* outside_fake_stack_ = nullptr;
  const void* outside_bottom_ = nullptr;
  std::size_t outside_bytes_ = 0;
};

}  // namespace emulation
