#include "device/blas.hpp"

#include <limits>
#include <string>

#include "glissade/error.hpp"

namespace glissade::cuda {
namespace {

constexpr float one = 1.0f;
constexpr float zero = 0.0f;

cublasOperation_t operation(const Factor& factor) {
  return factor.is_transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
}

cublasComputeType_t compute_type(Precision precision) {
  return precision == Precision::tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
}

/// cuBLAS counts rows and columns in 32 bits.
int extent(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    throw Error(ErrorKind::usage,
                "a matrix product of " + std::to_string(value) + " rows or columns is too large",
                "Use a {batch_size} of at most 2147483647.");
  return static_cast<int>(value);
}

}  // namespace

std::uint64_t Blas::workspace_bytes() {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "asking for the device's properties");
  // What cuBLAS recommends for cublasSetWorkspace.
  return std::uint64_t{properties.major >= 9 ? 32u : 4u} << 20;
}

Blas::Blas(DeviceMemory& memory, const Stream& stream, Precision precision)
    : workspace_(memory, workspace_bytes()), precision_(precision) {
  cublasHandle_t handle = nullptr;
  check(cublasCreate(&handle), "starting cuBLAS");
  handle_.reset(handle);
  // In this order: setting the stream takes the workspace away.
  check(cublasSetStream(handle, stream.get()), "giving cuBLAS a stream");
  check(cublasSetWorkspace(handle, workspace_.data(), workspace_.bytes()), "giving cuBLAS a workspace");
}

void Blas::multiply(std::uint64_t rows, std::uint64_t columns, std::uint64_t depth, const Factor& left,
                    const Factor& right, float* result) const {
  // cuBLAS thinks in columns: it sees every matrix transposed, so the factors change places.
  const cudaDataType type = precision_ == Precision::bf16 ? CUDA_R_16BF : CUDA_R_32F;
  check(cublasGemmEx(handle_.get(), operation(right), operation(left), extent(columns), extent(rows),
                     extent(depth), &one, right.data, type, extent(right.columns), left.data, type,
                     extent(left.columns), &zero, result, CUDA_R_32F, extent(columns),
                     compute_type(precision_), CUBLAS_GEMM_DEFAULT),
        "multiplying matrices");
}

}  // namespace glissade::cuda
