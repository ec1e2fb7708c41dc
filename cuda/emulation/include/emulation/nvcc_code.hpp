#pragma once

#include <string>

/// For tests: what nvcc made of the kernels, executed beside what the host compiler made of them.
namespace emulation {

/// If the environment's EMULATED_DEVICE_CODE is `ptx`: from now on each kernel is first executed as PTX,
/// on a copy of the device memory that it touches, for each architecture; every byte of that memory must then
/// be what the kernel leaves in the device's own, but that any NaN is as good as another. A difference, a
/// race, an instruction that is not known and a kernel of which there is no PTX are complaints.
///
/// `folder` has a folder of .ptx files for each architecture; EMULATED_DEVICE_PTX names another one.
void execute_nvcc_code_beside(const std::string& folder);

/// "compute_75: 12 launches, 4096 bytes compared, 0 differ: saxpy", a line for each architecture and kernel,
/// followed by one for all kernels.
std::string nvcc_code_summary();

}  // namespace emulation
