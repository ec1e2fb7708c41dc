#include "device/check.hpp"

#include <string>

#include "glissade/error.hpp"

namespace glissade::cuda {

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess)
    return;
  const std::string message =
      std::string(what) + " failed: " + cudaGetErrorString(error) + " (" + cudaGetErrorName(error) + ')';
  if (error == cudaErrorMemoryAllocation)
    throw Error(ErrorKind::failure, message, "Free memory of the device, or train with a smaller batch.");
  throw Error(ErrorKind::failure, message);
}

void check(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_SUCCESS)
    return;
  throw Error(ErrorKind::failure, std::string(what) + " failed: " + cublasGetStatusString(status) + " (" +
                                      cublasGetStatusName(status) + ')');
}

}  // namespace glissade::cuda
