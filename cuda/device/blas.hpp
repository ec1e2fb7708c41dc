#pragma once

#include <cublas_v2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "device/buffer.hpp"
#include "device/stream.hpp"
#include "glissade/backend.hpp"

namespace glissade::cuda {

/// A row-major matrix that is a factor of a product: float, or bf16 where the precision is bf16.
struct Factor {
  const void* data;
  std::uint64_t columns;  ///< as stored
  bool is_transposed = false;
};

/// cuBLAS on one stream, with a workspace of its own, so that results repeat bit for bit.
class Blas {
 public:
  Blas(DeviceMemory& memory, const Stream& stream, Precision precision);

  /// result[rows × columns] = op(left)[rows × depth] · op(right)[depth × columns], row-major fp32.
  void multiply(std::uint64_t rows, std::uint64_t columns, std::uint64_t depth, const Factor& left,
                const Factor& right, float* result) const;

  static std::uint64_t workspace_bytes();

 private:
  struct Destroy {
    void operator()(cublasHandle_t handle) const { cublasDestroy(handle); }
  };
  DeviceBuffer<std::byte> workspace_;
  std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, Destroy> handle_;
  Precision precision_;
};

}  // namespace glissade::cuda
