#include "memory/argument_check.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "complaint/complaint.hpp"
#include "memory/device_memory.hpp"
#include "memory/sanitizer.hpp"

namespace emulation {
namespace {

// CUDA C++ Programming Guide, "Function Parameters": what every architecture takes.
constexpr std::size_t most_argument_bytes = 4096;

// Below lie sizes and counts, and no address of a position-independent program; AddressSanitizer's shadow
// memory, which is mapped but never handed out, reaches further.
#if defined(EMULATION_ADDRESS_SANITIZER)
constexpr std::uintptr_t lowest_address = 0x100080000000;
#else
constexpr std::uintptr_t lowest_address = std::uintptr_t{1} << 32;
#endif

bool is_mapped_by_host(std::uintptr_t word) {
  if (word < lowest_address)
    return false;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  unsigned char in_core = 0;
  return mincore(reinterpret_cast<void*>(word / page * page), 1, &in_core) == 0;
}

void check_device_address(const std::string& what, const void* address) {
  const Allocation* allocation = device_memory().memory().find(address);
  if (allocation == nullptr || (!allocation->freed && allocation->holds(address, 0)))
    return;
  complain(text(what, " points ", describe(*allocation, address)));
}

void check_pointer(const std::string& what, const void* address) {
  if (address == nullptr)
    return;
  if (!device_memory().memory().contains(address))
    complain(text(what, ", ", address, ", is not an address of device memory"));
  check_device_address(what, address);
}

/// Structures hold pointers among other things: only what certainly is an address of the host is refused.
void check_words(const std::string& what, const KernelArgument& argument) {
  for (std::size_t offset = 0; offset + sizeof(std::uintptr_t) <= argument.bytes;
       offset += sizeof(std::uintptr_t)) {
    std::uintptr_t word = 0;
    std::memcpy(&word, static_cast<const std::byte*>(argument.value) + offset, sizeof word);
    const auto* address = reinterpret_cast<const void*>(word);
    if (device_memory().memory().contains(address))
      check_device_address(text("a member of ", what), address);
    else if (is_mapped_by_host(word))
      complain(text(what, " holds an address of host memory, ", address, ", at byte ", offset));
  }
}

}  // namespace

void check_arguments(const std::string& kernel, std::span<const KernelArgument> arguments) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string what = text("kernel ", kernel, ": argument ", i);
    bytes += arguments[i].bytes;
    if (arguments[i].is_pointer) {
      const void* address = nullptr;
      std::memcpy(&address, arguments[i].value, sizeof address);
      check_pointer(what, address);
    } else {
      check_words(what, arguments[i]);
    }
  }
  if (bytes > most_argument_bytes)
    complain(text("kernel ", kernel, ": the arguments have ", bytes, " bytes; the limit is ",
                  most_argument_bytes));
}

}  // namespace emulation
