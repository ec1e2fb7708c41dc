#pragma once

#include <cublas_v2.h>
#include <cuda_runtime.h>

namespace glissade::cuda {

/// Throw Error(failure), for lack of memory with a hint, where the call failed. `what` as in "copying the
/// training data to the device".
void check(cudaError_t error, const char* what);
void check(cublasStatus_t status, const char* what);

}  // namespace glissade::cuda
