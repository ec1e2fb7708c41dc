#include "blas/handle.hpp"

#include <cstdint>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "memory/device_memory.hpp"
#include "queue/object_list.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"

namespace emulation {
namespace {

// cuBLAS documentation, "cublasSetWorkspace()".
constexpr std::size_t workspace_alignment = 256;

std::size_t recommended_workspace_bytes() {
  return std::size_t{description().compute_capability_major >= 9 ? 32u : 4u} << 20;
}

ObjectList<cublasContext>& handle_list() {
  static ObjectList<cublasContext>& list = *new ObjectList<cublasContext>("cuBLAS handle");
  return list;
}

void check_workspace(const cublasContext& context, const void* workspace, std::size_t bytes) {
  device_memory().require(workspace, bytes, "workspace");
  if (reinterpret_cast<std::uintptr_t>(workspace) % workspace_alignment != 0)
    complain(text("the workspace ", locate(workspace), " is not aligned to ", workspace_alignment, " bytes"));
  if (bytes < recommended_workspace_bytes())
    complain(text("the workspace has ", bytes, " bytes; cuBLAS recommends ", recommended_workspace_bytes(),
                  " on this device and may refuse or slow down with fewer"));
  const auto* first = static_cast<const std::byte*>(workspace);
  for (const auto& other : handles()) {
    const auto* used = static_cast<const std::byte*>(other->workspace);
    const bool overlaps = used != nullptr && used < first + bytes && first < used + other->workspace_bytes;
    if (overlaps && !other->is_destroyed && other->stream != context.stream)
      complain(
          text("the workspace is that of cuBLAS handle ", other->number, ", which works on another stream"));
  }
}

}  // namespace

const std::vector<std::unique_ptr<cublasContext>>& handles() {
  return handle_list().items();
}
cublasContext& require(cublasHandle_t handle) {
  return handle_list().require(handle);
}

}  // namespace emulation

using namespace emulation;

const char* cublasGetStatusName(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "CUBLAS_STATUS_NOT_INITIALIZED";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "CUBLAS_STATUS_INVALID_VALUE";
  }
  return "unknown status";
}

const char* cublasGetStatusString(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "the operation completed successfully";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "the library was not initialized";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "an unsupported value or parameter was passed to the function";
  }
  return "unknown status";
}

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  const ApiCall call("cublasCreate", DuringCapture::forbidden);
  if (ApiCall::availability() != cudaSuccess)
    return CUBLAS_STATUS_NOT_INITIALIZED;
  *handle = handle_list().add();
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  const ApiCall call("cublasDestroy", DuringCapture::forbidden);
  require(handle).is_destroyed = true;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  const ApiCall call("cublasSetStream");
  cublasContext& context = require(handle);
  context.stream = &require(stream);
  context.workspace = nullptr;
  context.workspace_bytes = 0;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void* workspace, size_t bytes) {
  const ApiCall call("cublasSetWorkspace");
  cublasContext& context = require(handle);
  check_workspace(context, workspace, bytes);
  context.workspace = workspace;
  context.workspace_bytes = bytes;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) {
  const ApiCall call("cublasSetPointerMode");
  require(handle).pointer_mode = mode;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  const ApiCall call("cublasSetMathMode");
  require(handle).math_mode = mode;
  return CUBLAS_STATUS_SUCCESS;
}
