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

ApiCall::ApiCall(const char* name, DuringCapture legality) : lock_(api_mutex()) {
  start_watching();
  activity.call = name;
  if (legality == DuringCapture::forbidden && is_capturing())
    complain("this call is not allowed while a stream is captured");
}

ApiCall::~ApiCall() {
  activity.call = nullptr;
}

cudaError_t ApiCall::availability() {
  if (!description().driver)
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
  }
  return "unrecognized error code";
}
