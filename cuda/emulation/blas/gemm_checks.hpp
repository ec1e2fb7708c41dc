#pragma once

#include <cublas_v2.h>

#include "blas/gemm.hpp"
#include "queue/stream.hpp"

/// What a product must satisfy on the device, besides BLAS's own rules (gemm_fault). All of these complain.
namespace emulation {

/// cuBLAS chooses a kernel by shape and types, and loads it on first use, which may fail inside a capture.
void require_loaded(const GemmProblem& problem);

/// cuBLAS documentation, "cublasGemmEx()", the table of types.
void require_types(const GemmProblem& problem, cublasComputeType_t compute_type);

/// Each matrix lies in one live allocation, aligned to its elements, and C apart from what is read.
void require_matrices(const GemmProblem& problem);

/// Products of two streams may run at the same time. Events could order them; a workspace for each stream
/// needs no such argument.
void require_own_workspace(CUstream_st& stream, const void* workspace);

}  // namespace emulation
