#include "device/check.hpp"

#include <string>

#include "glissade/error.hpp"

namespace glissade::cuda {
namespace {

std::string version_text(int version) {
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

/// The oldest driver of Linux that a toolkit's programs run on, by its major version ("CUDA Compatibility",
/// NVIDIA).
int oldest_driver(int toolkit_major) {
  return toolkit_major >= 13 ? 580 : toolkit_major == 12 ? 525 : 450;
}

/// Both calls answer without a device, and without a driver.
[[noreturn]] void refuse_driver(cudaError_t error) {
  int driver = 0, toolkit = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&toolkit);
  const std::string found =
      driver == 0 ? "no NVIDIA driver answers" : "the NVIDIA driver is made for CUDA " + version_text(driver);
  const std::string needed = ", and this program was built with CUDA " + version_text(toolkit);
  // Within a major version an older driver runs compiled code, but compiles none.
  const std::string driver_to_install = error == cudaErrorInsufficientDriver
                                            ? std::to_string(oldest_driver(toolkit / 1000)) + " or newer"
                                            : "made for CUDA " + version_text(toolkit) + " or newer";
  throw Error(ErrorKind::device, found + needed,
              "Install an NVIDIA driver " + driver_to_install +
                  ", build with the driver's CUDA, or choose the device cpu.");
}

}  // namespace

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess)
    return;
  if (error == cudaErrorInsufficientDriver || error == cudaErrorUnsupportedPtxVersion)
    refuse_driver(error);
  const std::string message =
      std::string(what) + " failed: " + cudaGetErrorString(error) + " (" + cudaGetErrorName(error) + ')';
  if (error == cudaErrorNoKernelImageForDevice)
    throw Error(ErrorKind::device, message,
                "Build with -DGLISSADE_CUDA_ARCHITECTURES=all, or choose the device cpu.");
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
