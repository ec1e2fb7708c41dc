#pragma once

namespace emulation {

/// Has a report of AddressSanitizer followed by the kernel, block and thread that it came from.
void complete_sanitizer_reports();

}  // namespace emulation
