#pragma once

namespace emulation {

/// Turns an access that a guard page or a closed door stopped into a complaint; other faults go on to
/// whoever handled them before. May be called again and again.
void install_fault_handler();

}  // namespace emulation
