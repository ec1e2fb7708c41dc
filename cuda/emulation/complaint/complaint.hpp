#pragma once

#include <sstream>
#include <string>

#include "emulation/vector_types.hpp"

namespace emulation {

/// What the emulated device is doing, so that a complaint can say where.
struct Activity {
  const char* call = nullptr;              ///< the API call that the host is in
  const std::string* operation = nullptr;  ///< the queued operation that executes
  bool in_block = false;                   ///< a block of the kernel `operation` runs
  bool in_thread = false;                  ///< a thread of that block runs
};

inline Activity activity;

/// Writes one line, the fault and where it happened, to standard error and aborts.
[[noreturn]] void complain(const std::string& fault);

/// "kernel saxpy, block (0,0,0), thread (1,0,0)", or the operation, or the call; empty where there is none.
std::string place();

template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

std::string text_of(const uint3& index);
std::string text_of(const dim3& extent);

}  // namespace emulation
