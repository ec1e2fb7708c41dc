#pragma once

#include <cublas_v2.h>

#include <cstddef>
#include <memory>
#include <vector>

struct cublasContext {
  unsigned int number = 0;
  bool is_destroyed = false;
  cudaStream_t stream = nullptr;
  void* workspace = nullptr;
  std::size_t workspace_bytes = 0;
  cublasPointerMode_t pointer_mode = CUBLAS_POINTER_MODE_HOST;
  cublasMath_t math_mode = CUBLAS_DEFAULT_MATH;
};

namespace emulation {

const std::vector<std::unique_ptr<cublasContext>>& handles();
cublasContext& require(cublasHandle_t handle);

}  // namespace emulation
