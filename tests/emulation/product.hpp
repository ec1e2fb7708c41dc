#pragma once

#include <cublas_v2.h>

#include "emulation/host_program.hpp"

namespace emulation_test {

inline constexpr std::size_t workspace_floats = std::size_t{1} << 20;

class Handle {
 public:
  Handle() { cublasCreate(&handle_); }
  ~Handle() { cublasDestroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator cublasHandle_t() const { return handle_; }

 private:
  cublasHandle_t handle_ = nullptr;
};

/// C (2 × 2) ← alpha · A (2 × 3) · B (3 × 2) + beta · C in fp32, with whatever a test makes different.
struct Product {
  int rows = 2, columns = 2, depth = 3;
  const void* alpha = nullptr;
  const void* a = nullptr;
  cudaDataType factors = CUDA_R_32F;
  int lda = 2;
  const void* b = nullptr;
  int ldb = 3;
  const void* beta = nullptr;
  void* c = nullptr;
  cudaDataType result = CUDA_R_32F;
  int ldc = 2;
  cublasComputeType_t compute_type = CUBLAS_COMPUTE_32F;

  void enqueue(cublasHandle_t handle) const {
    cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, rows, columns, depth, alpha, a, factors, lda, b, factors,
                 ldb, beta, c, result, ldc, compute_type, CUBLAS_GEMM_DEFAULT);
  }
};

/// All that a product needs; A is filled with 1, B with 2, C with 10.
struct ProductProgram {
  Stream stream;
  DeviceFloats workspace{workspace_floats};
  Handle handle;
  DeviceFloats a{6}, b{6}, c{4};
  float alpha = 1.0f, beta = 0.0f;
  Product product;

  ProductProgram() {
    cublasSetStream(handle, stream);
    cublasSetWorkspace(handle, workspace.data(), workspace.bytes());
    fill(a, 1.0f);
    fill(b, 2.0f);
    fill(c, 10.0f);
    product.alpha = &alpha;
    product.a = a.data();
    product.b = b.data();
    product.beta = &beta;
    product.c = c.data();
  }

  void fill(const DeviceFloats& floats, float value) {
    const PinnedFloats values(floats.bytes() / sizeof(float));
    for (std::size_t i = 0; i < floats.bytes() / sizeof(float); ++i)
      values.data()[i] = value;
    upload(floats, values, stream);
    stream.wait();
  }
  float first_of_c() { return values_of(c, stream)[0]; }
};

}  // namespace emulation_test
