#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define EMULATION_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EMULATION_ADDRESS_SANITIZER 1
#endif
#endif

#if defined(EMULATION_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#endif

namespace emulation {

/// AddressSanitizer sees an access to these bytes at once, where their page cannot trap.
inline void forbid_access([[maybe_unused]] const void* address, [[maybe_unused]] std::size_t bytes) {
#if defined(EMULATION_ADDRESS_SANITIZER)
  __asan_poison_memory_region(address, bytes);
#endif
}

/// Whether AddressSanitizer would report an access to this byte.
inline bool is_forbidden([[maybe_unused]] const void* address) {
#if defined(EMULATION_ADDRESS_SANITIZER)
  return __asan_address_is_poisoned(address) != 0;
#else
  return false;
#endif
}

/// Lifts that for as long as it lives, for all bytes around an allocation.
class AccessEverywhere {
 public:
  AccessEverywhere(const std::byte* pages, std::size_t page_bytes, const std::byte* begin, std::size_t bytes)
      : pages_(pages), page_bytes_(page_bytes), begin_(begin), bytes_(bytes) {
#if defined(EMULATION_ADDRESS_SANITIZER)
    __asan_unpoison_memory_region(pages_, page_bytes_);
#endif
  }
  ~AccessEverywhere() {
    forbid_access(pages_, static_cast<std::size_t>(begin_ - pages_));
    forbid_access(begin_ + bytes_, static_cast<std::size_t>(pages_ + page_bytes_ - begin_ - bytes_));
  }
  AccessEverywhere(const AccessEverywhere&) = delete;
  AccessEverywhere& operator=(const AccessEverywhere&) = delete;

 private:
  const std::byte* pages_;
  std::size_t page_bytes_;
  const std::byte* begin_;
  std::size_t bytes_;
};

}  // namespace emulation
