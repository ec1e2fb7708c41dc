#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulation/vector_types.hpp"

/// What death tests expect on standard error, where each build may report the same fault by other means.
namespace emulation_test {

#if defined(EMULATION_TEST_ADDRESS_SANITIZER)
inline constexpr bool has_address_sanitizer = true;
#else
inline constexpr bool has_address_sanitizer = false;
#endif

#if defined(EMULATION_TEST_UNDEFINED_SANITIZER)
inline constexpr bool has_undefined_sanitizer = true;
#else
inline constexpr bool has_undefined_sanitizer = false;
#endif

MATCHER_P(SaysInOrder, parts, testing::PrintToString(parts)) {
  std::size_t position = 0;
  for (const std::string& part : parts) {
    const std::size_t found = arg.find(part, position);
    if (found == std::string::npos) {
      *result_listener << "misses: " << part;
      return false;
    }
    position = found + part.size();
  }
  return true;
}

using Parts = std::vector<std::string>;

inline auto says(const Parts& parts) {
  return SaysInOrder(parts);
}

inline std::string text_of(const dim3& index) {
  return '(' + std::to_string(index.x) + ',' + std::to_string(index.y) + ',' + std::to_string(index.z) + ')';
}

/// An index, whose extents default to 0 and not to dim3's 1.
constexpr dim3 at(unsigned int x, unsigned int y = 0, unsigned int z = 0) {
  return {x, y, z};
}

/// A thread of a kernel, as a complaint names it.
struct Culprit {
  std::string kernel;
  dim3 block;
  dim3 thread;

  std::string block_text() const { return kernel + ", block " + text_of(block); }
  std::string text() const { return block_text() + ", thread " + text_of(thread); }
};

inline Parts operator+(Parts first, const Parts& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// The device's own complaint about a thread.
inline auto complains(const Culprit& culprit, const Parts& fault) {
  return says(Parts{"emulated device: kernel ", culprit.text() + ": "} + fault);
}

/// A report of AddressSanitizer, completed by the device.
inline auto asan_reports(const Culprit& culprit, const Parts& where) {
  return says(Parts{"ERROR: AddressSanitizer: ", "emulated device: reported in kernel ", culprit.text()} +
              where);
}

/// A report of UndefinedBehaviorSanitizer, which follows the device's line.
inline auto ubsan_reports(const std::string& fault, const Culprit& culprit) {
  return says({"emulated device: reported in kernel ", culprit.text(), "runtime error: ", fault});
}

/// An access next to an allocation where no page can trap: only AddressSanitizer sees it at once, otherwise
/// the device finds what was written when the kernel (its block, for shared memory) has ended.
inline auto finds_in_slack(const Culprit& culprit, bool is_shared, const std::string& where,
                           const std::string& allocation) {
  if (has_address_sanitizer)
    return says({"ERROR: AddressSanitizer: ", "emulated device: reported in kernel ", culprit.text(), where,
                 allocation});
  return says({"emulated device: ", is_shared ? culprit.block_text() : culprit.kernel, ": something wrote ",
               where, allocation});
}

}  // namespace emulation_test
