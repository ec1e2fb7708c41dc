#pragma once

#include <cuda_runtime.h>

#if !defined(__CUDACC__)
#include "emulation/shared_memory.hpp"
#endif

/// Shared memory of a block, for kernels that nvcc and a host compiler both compile.
namespace glissade::cuda {

/// The block's only variable of this name and type, not initialised:
///   auto& tile = shared<class Tile, float[8][9]>();
template <class Name, class T>
__device__ __forceinline__ T& shared() {
#if defined(__CUDACC__)
  __shared__ T variable;
  return variable;
#else
  return emulation::static_shared<Name, T>();
#endif
}

/// The dynamic shared memory of the launch, not initialised. T needs an alignment of at most 16 bytes.
template <class T>
__device__ __forceinline__ T* dynamic_shared() {
  static_assert(alignof(T) <= 16);
#if defined(__CUDACC__)
  extern __shared__ __align__(16) unsigned char glissade_dynamic_shared[];
  return reinterpret_cast<T*>(glissade_dynamic_shared);
#else
  return static_cast<T*>(emulation::dynamic_shared());
#endif
}

}  // namespace glissade::cuda
