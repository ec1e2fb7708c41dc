#pragma once

#include "emulation/host_program.hpp"

namespace emulation_test {

/// Every float plus `amount`, by the kernel emulation_test::add_kernel.
void add(const DeviceFloats& floats, float amount, const Stream& stream);

/// target ← factor · source, by the kernel emulation_test::scale_kernel.
void scale(const DeviceFloats& target, const DeviceFloats& source, float factor, const Stream& stream);

/// By emulation_test::calling_kernel, which calls the host's API.
void synchronize_in_kernel(const Stream& stream);

/// By emulation_test::recursing_kernel, until its stack ends.
void recurse_in_kernel(const Stream& stream);

/// A kernel that nothing else launches.
void launch_unloaded_kernel(const Stream& stream);

}  // namespace emulation_test
