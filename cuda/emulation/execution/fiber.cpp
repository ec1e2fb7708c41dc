#include "execution/fiber.hpp"

#include <unistd.h>

#include <utility>
#include <vector>

#include "memory/sanitizer.hpp"

#if defined(EMULATION_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulation {
namespace {

// AddressSanitizer's frames are several times larger.
constexpr std::size_t stack_bytes = 256 * 1024;

std::vector<const std::byte*>& guard_pages() {
  static std::vector<const std::byte*>& pages = *new std::vector<const std::byte*>;
  return pages;
}

void leave_for([[maybe_unused]] void** saved, [[maybe_unused]] const void* bottom,
               [[maybe_unused]] std::size_t bytes) {
#if defined(EMULATION_ADDRESS_SANITIZER)
  __sanitizer_start_switch_fiber(saved, bottom, bytes);
#endif
}

void arrive([[maybe_unused]] void* saved, [[maybe_unused]] const void** bottom,
            [[maybe_unused]] std::size_t* bytes) {
#if defined(EMULATION_ADDRESS_SANITIZER)
  __sanitizer_finish_switch_fiber(saved, bottom, bytes);
#endif
}

/// The stack's owner is the Fiber.
struct KeepStack {
  void deallocate(boost::context::stack_context&) noexcept {}
};

}  // namespace

Fiber::Fiber(void (*body)()) : allocator_(stack_bytes), stack_(allocator_.allocate()) {
  // The guard page is the first of the stack's mapping.
  guard_pages().push_back(static_cast<const std::byte*>(stack_.sp) - stack_.size);
  inside_ =
      boost::context::fiber(std::allocator_arg, boost::context::preallocated(stack_.sp, stack_.size, stack_),
                            KeepStack{}, [this, body](boost::context::fiber&& outside) {
                              arrive(nullptr, &outside_bottom_, &outside_bytes_);
                              outside_ = std::move(outside);
                              for (;;) {
                                body();
                                suspend();
                              }
                              return std::move(outside_);
                            });
}

void Fiber::resume() {
  leave_for(&outside_fake_stack_, static_cast<const std::byte*>(stack_.sp) - stack_.size, stack_.size);
  inside_ = std::move(inside_).resume();
  arrive(outside_fake_stack_, nullptr, nullptr);
}

void Fiber::suspend() {
  leave_for(&inside_fake_stack_, outside_bottom_, outside_bytes_);
  outside_ = std::move(outside_).resume();
  arrive(inside_fake_stack_, &outside_bottom_, &outside_bytes_);
}

bool Fiber::guards(const void* address) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  for (const std::byte* guard : guard_pages())
    if (address >= guard && address < guard + page)
      return true;
  return false;
}

}  // namespace emulation
