#include <algorithm>
#include <cstring>

#include "blas/gemm.hpp"
#include "blas/gemm_checks.hpp"
#include "blas/handle.hpp"
#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "memory/device_memory.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"

using namespace emulation;

namespace {

constexpr int workspace_scribble = 0xFF;
// Enough to be noticed; all of it would take longer than most products here.
constexpr std::size_t scribbled_bytes = std::size_t{64} * 1024;

/// A factor: its value, or where it will lie on the device.
struct Scalar {
  float value = 0.0f;
  const float* address = nullptr;

  Scalar(const cublasContext& context, const void* source, const char* role) {
    if (source == nullptr)
      complain(text(role, " is a null pointer"));
    if (context.pointer_mode == CUBLAS_POINTER_MODE_DEVICE) {
      device_memory().require(source, sizeof(float), role);
      address = static_cast<const float*>(source);
    } else {
      // A device address here would trap without saying why.
      if (device_memory().memory().contains(source))
        complain(text(role, ' ', locate(source), " is in device memory, and the pointer mode says host"));
      std::memcpy(&value, source, sizeof value);
    }
  }
  float get() const { return address == nullptr ? value : *address; }
};

ElementType element_type(cudaDataType type) {
  return type == CUDA_R_16BF ? ElementType::bf16 : ElementType::fp32;
}

InputRounding rounding_of(cublasMath_t math_mode, cublasComputeType_t compute_type) {
  if (compute_type == CUBLAS_COMPUTE_32F_PEDANTIC || math_mode == CUBLAS_PEDANTIC_MATH)
    return InputRounding::none;
  const bool is_tf32 =
      compute_type == CUBLAS_COMPUTE_32F_FAST_TF32 || math_mode == CUBLAS_TF32_TENSOR_OP_MATH;
  return is_tf32 ? InputRounding::tf32 : InputRounding::none;
}

void enqueue_gemm(const cublasContext& context, GemmProblem problem, const Scalar& alpha, const Scalar& beta,
                  cublasComputeType_t compute_type) {
  if (context.stream == nullptr)
    complain("the handle uses the default stream, which is not emulated; call cublasSetStream");
  if (context.workspace == nullptr)
    complain(
        "the handle uses the library's own workspace, so results may differ from run to run; call "
        "cublasSetWorkspace after cublasSetStream, which resets it");
  if (const std::string_view fault = gemm_fault(problem); !fault.empty())
    complain(std::string(fault));
  require_types(problem, compute_type);
  require_loaded(problem);
  require_matrices(problem);
  CUstream_st& stream = require(context.stream);
  device_memory().require(context.workspace, context.workspace_bytes, "workspace");
  require_own_workspace(stream, context.workspace);
  const auto run = [=, workspace = context.workspace, bytes = context.workspace_bytes]() mutable {
    problem.alpha = alpha.get();
    problem.beta = beta.get();
    require_matrices(problem);
    // The library may leave anything there: nobody else may rely on it, nor use it at the same time.
    device_memory().require(workspace, bytes, "workspace");
    std::memset(workspace, workspace_scribble, std::min(bytes, scribbled_bytes));
    gemm(problem);
    ++counting().gemms;
  };
  enqueue(stream, {"cublasGemmEx", false, {}, run});
}

}  // namespace

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transpose_a,
                            cublasOperation_t transpose_b, int m, int n, int k, const void* alpha,
                            const void* a, cudaDataType a_type, int lda, const void* b, cudaDataType b_type,
                            int ldb, const void* beta, void* c, cudaDataType c_type, int ldc,
                            cublasComputeType_t compute_type, cublasGemmAlgo_t) {
  const ApiCall call("cublasGemmEx");
  const cublasContext& context = require(handle);
  const Scalar alpha_scalar(context, alpha, "alpha");
  const Scalar beta_scalar(context, beta, "beta");
  GemmProblem problem{transpose_a == CUBLAS_OP_T,
                      transpose_b == CUBLAS_OP_T,
                      m,
                      n,
                      k,
                      alpha_scalar.value,
                      {a, lda, element_type(a_type)},
                      {b, ldb, element_type(b_type)},
                      beta_scalar.value,
                      {c, ldc, element_type(c_type)},
                      rounding_of(context.math_mode, compute_type)};
  enqueue_gemm(context, problem, alpha_scalar, beta_scalar, compute_type);
  return CUBLAS_STATUS_SUCCESS;
}
