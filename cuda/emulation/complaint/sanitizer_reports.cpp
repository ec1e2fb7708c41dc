#include "complaint/sanitizer_reports.hpp"

#include <unistd.h>

#include <cstdint>
#include <string>

#include "complaint/complaint.hpp"
#include "memory/block_shared_memory.hpp"
#include "memory/device_memory.hpp"
#include "memory/sanitizer.hpp"

#if defined(EMULATION_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulation {
namespace {

[[maybe_unused]] Allocation* device_or_shared(const void* address) {
  Allocation* allocation = device_memory().memory().find(address);
  return allocation == nullptr ? shared_memory().find(address) : allocation;
}

/// The sanitizers know nothing of kernels, blocks, threads and allocations.
[[maybe_unused]] void add_place_to_report(const std::string& address) {
  if (place().empty())
    return;
  const std::string line = text("emulated device: reported in ", place(), address, '\n');
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

#if defined(EMULATION_ADDRESS_SANITIZER)

namespace {

/// Empty where the report is about no address of the device.
std::string address_of_report() {
  const void* address = __asan_get_report_address();
  Allocation* allocation = device_or_shared(address);
  return allocation == nullptr ? "" : ", " + describe(*allocation, address);
}

void complete_report() {
  if (__asan_report_present() != 0)
    add_place_to_report(address_of_report());
}

}  // namespace

void complete_sanitizer_reports() {
  __sanitizer_set_death_callback(complete_report);
}

#else

void complete_sanitizer_reports() {}

#endif

}  // namespace emulation

#if defined(EMULATION_UNDEFINED_SANITIZER)

/// UndefinedBehaviorSanitizer calls this before it writes a report.
extern "C" __attribute__((visibility("default"))) void __ubsan_on_report() {
  emulation::add_place_to_report("");
}

#else

// Kernels are compiled with -fsanitize=alignment alone, which needs no runtime but the function that it calls
// (Linux's lib/ubsan.c does the same). The layout is that of the compilers' type_mismatch_data_v1.
namespace {

struct SourceLocation {
  const char* file;
  std::uint32_t line;
  std::uint32_t column;
};

struct TypeDescriptor {
  std::uint16_t kind;
  std::uint16_t info;
  char name[1];
};

struct TypeMismatch {
  SourceLocation location;
  const TypeDescriptor* type;
  unsigned char log_alignment;
  unsigned char kind_of_check;
};

}  // namespace

// The sanitizers ask for this name.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[noreturn]] void __ubsan_handle_type_mismatch_v1_abort(const TypeMismatch* mismatch,
                                                                   std::uintptr_t address) {
  using namespace emulation;
  const auto* pointer = reinterpret_cast<const void*>(address);
  const Allocation* allocation = device_or_shared(pointer);
  const std::string where =
      allocation == nullptr ? text("at address ", pointer) : describe(*allocation, pointer);
  complain(text("misaligned access ", where, ": ", mismatch->type->name, " needs an alignment of ",
                1u << mismatch->log_alignment, " bytes (", mismatch->location.file, ':',
                mismatch->location.line, ')'));
}

#endif
