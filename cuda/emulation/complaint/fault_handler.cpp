#include "complaint/fault_handler.hpp"

#include <signal.h>
#include <ucontext.h>

#include <vector>

#include "complaint/complaint.hpp"
#include "execution/fiber.hpp"
#include "memory/block_shared_memory.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"

namespace emulation {
namespace {

struct sigaction previous_segv, previous_bus, previous_fpe;

std::string kind_of_access([[maybe_unused]] const void* context) {
  // What runs outside an operation is the host's own code.
  const char* who = activity.operation == nullptr ? " by the host" : "";
#if defined(__x86_64__)
  // Bit 1 of the page fault's error code: a write.
  const bool is_write = (static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
  return text(is_write ? "write" : "read", who);
#else
  return text("access", who);
#endif
}

/// Empty where the address is none of the emulated device's.
std::string explain(const std::string& access, const void* address) {
  if (Allocation* allocation = device_memory().memory().find(address)) {
    const std::string where = describe(*allocation, address);
    const bool is_inside = !allocation->freed && allocation->holds(address, 1);
    if (is_inside)
      return text(access, " of device memory, ", where, "; copy it with cudaMemcpyAsync");
    return text(access, allocation->freed ? " after free, " : " out of bounds, ", where);
  }
  if (Allocation* allocation = pinned_memory().memory().find(address)) {
    const std::string where = describe(*allocation, address);
    const bool is_inside = !allocation->freed && allocation->holds(address, 1);
    if (is_inside)
      return text(access, " of a buffer that a queued copy still uses, ", where,
                  pinned_memory().is_held(address)
                      ? "; synchronise first"
                      : "; the copy uses other bytes of this page, but only whole pages can be watched: "
                        "allocate them apart");
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

struct sigaction& previous(int signal) {
  if (signal == SIGFPE)
    return previous_fpe;
  return signal == SIGSEGV ? previous_segv : previous_bus;
}

std::string explain(int signal, const siginfo_t& info, const void* context) {
  // The hardware of the device does not trap, and gives an unspecified result.
  if (signal == SIGFPE)
    return activity.in_thread ? "integer division by zero, or of the least integer by -1" : "";
  // Of an address with more bits than the processor has, it says no more.
  if (info.si_code == SI_KERNEL && info.si_addr == nullptr && activity.in_thread)
    return "access of an address that is none of the device";
  return explain(kind_of_access(context), info.si_addr);
}

void handle(int signal, siginfo_t* info, void* context) {
  if (signal == SIGSEGV && device_memory().admit(info->si_addr))
    return;
  const std::string fault = explain(signal, *info, context);
  if (!fault.empty())
    complain(fault);
  sigaction(signal, &previous(signal), nullptr);
}

/// For handlers, as long as the thread lives.
class AlternateStack {
 public:
  AlternateStack() : memory_(std::size_t{256} * 1024) {
    stack_t alternate{};
    alternate.ss_sp = memory_.data();
    alternate.ss_size = memory_.size();
    sigaltstack(&alternate, &previous_);
  }
  // AddressSanitizer takes its own away when the thread ends.
  ~AlternateStack() { sigaltstack(&previous_, nullptr); }
  AlternateStack(const AlternateStack&) = delete;
  AlternateStack& operator=(const AlternateStack&) = delete;

 private:
  std::vector<char> memory_;
  stack_t previous_{};
};

}  // namespace

void prepare_thread_for_faults() {
  static thread_local const AlternateStack stack;
}

void install_fault_handler() {
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &previous_segv);
  sigaction(SIGBUS, &action, &previous_bus);
  sigaction(SIGFPE, &action, &previous_fpe);
}

}  // namespace emulation
