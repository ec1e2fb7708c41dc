#include "runtime/api_call.hpp"

#include "complaint/complaint.hpp"
#include "complaint/fault_handler.hpp"
#include "complaint/sanitizer_reports.hpp"
#include "emulation/device.hpp"
#include "queue/capture.hpp"
#include "runtime/leak_report.hpp"

namespace emulation {
namespace {

std::mutex& api_mutex() {
  static std::mutex& mutex = *new std::mutex;
  return mutex;
}

cudaError_t last_error = cudaSuccess;

thread_local bool is_in_call = false;

/// A kernel that calls the host's API would wait for the call that executes it.
std::mutex& mutex_of(const char* call) {
  if (is_in_call)
    complain(text("a kernel calls ", call, ", which is the host's"));
  return api_mutex();
}

void start_watching() {
  static bool is_watching = false;
  if (is_watching)
    return;
  is_watching = true;
  install_fault_handler();
  complete_sanitizer_reports();
  report_leaks_at_exit();
}

}  // namespace

ApiCall::ApiCall(const char* name, DuringCapture legality) : lock_(mutex_of(name)) {
  is_in_call = true;
  start_watching();
  prepare_thread_for_faults();
  activity.call = name;
  if (legality == DuringCapture::forbidden && is_capturing())
    complain("this call is not allowed while a stream is captured");
}

ApiCall::~ApiCall() {
  is_in_call = false;
  activity.call = nullptr;
}

cudaError_t ApiCall::availability() {
  if (description().driver_version < toolkit_version)
    return cudaErrorInsufficientDriver;
  return description().devices == 0 ? cudaErrorNoDevice : cudaSuccess;
}

cudaError_t report(cudaError_t error) {
  if (error != cudaSuccess)
    last_error = error;
  return error;
}

}  // namespace emulation

cudaError_t cudaGetLastError() {
  const emulation::ApiCall call("cudaGetLastError");
  const cudaError_t error = emulation::last_error;
  emulation::last_error = cudaSuccess;
  return error;
}

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInsufficientDriver:
      return "cudaErrorInsufficientDriver";
    case cudaErrorNoDevice:
      return "cudaErrorNoDevice";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorNoKernelImageForDevice:
      return "cudaErrorNoKernelImageForDevice";
    case cudaErrorUnsupportedPtxVersion:
      return "cudaErrorUnsupportedPtxVersion";
  }
  return "unrecognized error code";
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInsufficientDriver:
      return "CUDA driver version is insufficient for CUDA runtime version";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorNoKernelImageForDevice:
      return "no kernel image is available for execution on the device";
    case cudaErrorUnsupportedPtxVersion:
      return "the provided PTX was compiled with an unsupported toolchain.";
  }
  return "unrecognized error code";
}
