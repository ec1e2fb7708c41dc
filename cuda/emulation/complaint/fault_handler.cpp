#include "complaint/fault_handler.hpp"

#include <signal.h>
#include <ucontext.h>

#include <array>

#include "complaint/complaint.hpp"
#include "execution/fiber.hpp"
#include "memory/block_shared_memory.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"

namespace emulation {
namespace {

struct sigaction previous_segv, previous_bus;

const char* kind_of_access(const void* context) {
#if defined(__x86_64__)
  // Bit 1 of the page fault's error code: a write.
  const bool is_write = (static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
  return is_write ? "write" : "read";
#else
  return "access";
#endif
}

/// Empty where the address is none of the emulated device's.
std::string explain(const std::string& access, const void* address) {
  if (Allocation* allocation = device_memory().memory().find(address)) {
    const std::string where = describe(*allocation, address);
    const bool is_inside = !allocation->freed && allocation->holds(address, 1);
    if (is_inside)
      return text(access, " of device memory by the host, ", where, "; copy it with cudaMemcpyAsync");
    return text(access, allocation->freed ? " after free, " : " out of bounds, ", where);
  }
  if (Allocation* allocation = pinned_memory().memory().find(address)) {
    const std::string where = describe(*allocation, address);
    const bool is_inside = !allocation->freed && allocation->holds(address, 1);
    if (is_inside)
      return text(access, " of a buffer that a queued copy still uses, ", where, "; synchronise first");
    return text(access, allocation->freed ? " after free, " : " out of bounds, ", where);
  }
  if (Allocation* allocation = shared_memory().find(address))
    return text(access, " out of bounds, ", describe(*allocation, address));
  if (Fiber::guards(address))
    return "the stack of a kernel's thread overflowed";
  if (activity.in_thread)
    return text(access, " of ", address, ", which is no address of the device");
  return {};
}

void handle(int signal, siginfo_t* info, void* context) {
  const std::string fault = explain(kind_of_access(context), info->si_addr);
  if (!fault.empty())
    complain(fault);
  sigaction(signal, signal == SIGSEGV ? &previous_segv : &previous_bus, nullptr);
}

}  // namespace

void install_fault_handler() {
  static bool is_installed = false;
  if (is_installed)
    return;
  is_installed = true;
  // The fault may be that the stack has ended.
  static std::array<char, 256 * 1024> stack;
  stack_t alternate{};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  sigaltstack(&alternate, nullptr);
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &previous_segv);
  sigaction(SIGBUS, &action, &previous_bus);
}

}  // namespace emulation
