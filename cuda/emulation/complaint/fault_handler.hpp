#pragma once

namespace emulation {

/// Turns an access that a guard page or a closed door stopped into a complaint; other faults go on to
/// whoever handled them before.
void install_fault_handler();
/// Lets faults of the calling thread be handled though its stack has ended. May be called again and again.
void prepare_thread_for_faults();

}  // namespace emulation
