#pragma once

namespace emulation {

/// Has a report of AddressSanitizer followed by the kernel, block and thread that it came from, and the
/// allocation that its address belongs to.
void complete_sanitizer_reports();

}  // namespace emulation
