#pragma once

/// Marks a function that host and device code share. Expands to nothing for a host compiler.
#if defined(__CUDACC__)
#define GLISSADE_HOST_DEVICE __host__ __device__
#else
#define GLISSADE_HOST_DEVICE
#endif
