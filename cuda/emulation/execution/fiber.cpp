#include "execution/fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "complaint/complaint.hpp"
#include "memory/guarded_memory.hpp"
#include "memory/sanitizer.hpp"

#if defined(EMULATION_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulation {
namespace {

// AddressSanitizer's frames are several times larger.
constexpr std::size_t stack_bytes = std::size_t{256} * 1024;
// Local arrays may take a large step over it. The odd page keeps the stacks from sharing the cache's sets.
const std::size_t guard_bytes = std::size_t{1024} * 1024 + static_cast<std::size_t>(sysconf(_SC_PAGESIZE));

/// Where each stack's mapping begins: with what guards it.
std::vector<const std::byte*>& guards_of_stacks() {
  static std::vector<const std::byte*>& guards = *new std::vector<const std::byte*>;
  return guards;
}

boost::context::stack_context new_stack() {
  void* mapping =
      mmap(nullptr, guard_bytes + stack_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED)
    complain(text("no stack for a kernel's thread (", std::strerror(errno), ")"));
  auto* const guard = static_cast<std::byte*>(mapping);
  protect_pages(guard + guard_bytes, stack_bytes, PROT_READ | PROT_WRITE);
  guards_of_stacks().push_back(guard);
  boost::context::stack_context stack;
  stack.sp = guard + guard_bytes + stack_bytes;
  stack.size = stack_bytes;
  return stack;
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

Fiber::Fiber(void (*body)()) : stack_(new_stack()) {
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
  for (const std::byte* guard : guards_of_stacks())
    if (address >= guard && address < guard + guard_bytes)
      return true;
  return false;
}

}  // namespace emulation
