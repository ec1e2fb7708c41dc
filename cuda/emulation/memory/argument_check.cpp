#include "memory/argument_check.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "complaint/complaint.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"
#include "memory/sanitizer.hpp"

namespace emulation {
namespace {

// CUDA C++ Programming Guide, "Function Parameters": what every architecture takes.
constexpr std::size_t most_argument_bytes = 4096;

// Below lie sizes and counts, and no address of a position-independent program; AddressSanitizer's shadow
// memory reaches further.
#if defined(EMULATION_ADDRESS_SANITIZER)
constexpr std::uintptr_t lowest_address = 0x100080000000;
#else
constexpr std::uintptr_t lowest_address = std::uintptr_t{1} << 32;
#endif

/// Whether the program has used this page: reserved addresses, the emulated device's own among them, count as
/// mapped too.
bool is_resident(const void* address) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(address) / page * page;
  unsigned char in_core = 0;
  return mincore(reinterpret_cast<void*>(first), 1, &in_core) == 0 && (in_core & 1) != 0;
}

/// AddressSanitizer's heap begins at multiples of 4 GiB, where a small integer with old bytes behind it
/// points.
bool may_be_old_bytes([[maybe_unused]] const KernelArgument& argument, [[maybe_unused]] const void* address) {
#if defined(EMULATION_ADDRESS_SANITIZER)
  const auto word = reinterpret_cast<std::uintptr_t>(address);
  return !argument.has_known_bytes && word >= 0x600000000000 && word < 0x640000000000;
#else
  return false;
#endif
}

bool is_host_memory(const void* address) {
  if (const Allocation* pinned = pinned_memory().memory().find(address))
    return pinned->holds(address, 0);
  return is_resident(address) && !is_forbidden(address);
}

/// The address, and the allocation that it lies in or next to where that is of cudaMallocHost.
std::string text_of_host(const void* address) {
  const Allocation* pinned = pinned_memory().memory().find(address);
  return pinned == nullptr ? text(address) : text(address, ", ", describe(*pinned, address));
}

void check_pointer(const std::string& what, const void* address) {
  if (address == nullptr)
    return;
  const Allocation* allocation = device_memory().memory().find(address);
  if (allocation == nullptr)
    complain(text(what, " is not an address of device memory: ", text_of_host(address)));
  if (allocation->freed || !allocation->holds(address, 0))
    complain(text(what, " points ", describe(*allocation, address)));
}

/// Structures hold pointers among other things: two integers side by side may look like one. Only what
/// certainly is an address is refused.
void check_words(const std::string& what, const KernelArgument& argument) {
  for (std::size_t offset = 0; offset + sizeof(std::uintptr_t) <= argument.bytes;
       offset += sizeof(std::uintptr_t)) {
    std::uintptr_t word = 0;
    std::memcpy(&word, static_cast<const std::byte*>(argument.value) + offset, sizeof word);
    if (word < lowest_address)
      continue;
    const auto* address = reinterpret_cast<const void*>(word);
    const Allocation* allocation = device_memory().memory().find(address);
    if (allocation != nullptr && allocation->freed && allocation->holds(address, 0))
      complain(text(what, " holds at byte ", offset, " an address ", describe(*allocation, address)));
    if (allocation == nullptr && is_host_memory(address) && !may_be_old_bytes(argument, address))
      complain(text(what, " holds at byte ", offset, " an address of host memory: ", text_of_host(address)));
  }
}

}  // namespace

void check_arguments(const std::string& kernel, std::span<const KernelArgument> arguments) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string what = text("kernel ", kernel, ": argument ", i);
    const std::size_t alignment = arguments[i].alignment;
    bytes = (bytes + alignment - 1) / alignment * alignment + arguments[i].bytes;
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
