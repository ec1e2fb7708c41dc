#pragma once

/// The NVIDIA driver, asked before anything that needs it is loaded: cuBLAS alone takes longer to load than a
/// program should take to say that there is no GPU.
namespace glissade {

inline constexpr const char* cuda_driver_library = "libcuda.so.1";

/// Throws Error(device), a clause that says why, unless the driver is there and finds a GPU.
void require_cuda_driver(const char* library = cuda_driver_library);

}  // namespace glissade
