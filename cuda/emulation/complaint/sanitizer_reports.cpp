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

#if defined(EMULATION_ADDRESS_SANITIZER)

namespace {

/// The sanitizers know nothing of kernels, blocks and threads.
void add_place_to_report() {
  const std::string line = text("emulated device: that was in ", place(), '\n');
  if (!place().empty()) [[maybe_unused]]
    const auto written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void complete_sanitizer_reports() {
  __sanitizer_set_death_callback(add_place_to_report);
}

#else

void complete_sanitizer_reports() {}

#endif

}  // namespace emulation

#if !defined(EMULATION_UNDEFINED_SANITIZER)

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

extern "C" [[noreturn]] void __ubsan_handle_type_mismatch_v1_abort(const TypeMismatch* mismatch,
                                                                   std::uintptr_t address) {
  using namespace emulation;
  const auto* pointer = reinterpret_cast<const void*>(address);
  Allocation* allocation = device_memory().memory().find(pointer);
  if (allocation == nullptr)
    allocation = shared_memory().find(pointer);
  const std::string where =
      allocation == nullptr ? text("at address ", pointer) : describe(*allocation, pointer);
  complain(text("misaligned access ", where, ": ", mismatch->type->name, " needs an alignment of ",
                1u << mismatch->log_alignment, " bytes (", mismatch->location.file, ':',
                mismatch->location.line, ')'));
}

#endif
