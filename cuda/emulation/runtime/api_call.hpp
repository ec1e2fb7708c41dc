#pragma once

#include <mutex>

#include "emulation/runtime_api.hpp"

namespace emulation {

/// The toolkit whose headers the calls are checked against, as CUDA counts.
inline constexpr int toolkit_version = 13000;

/// Whether a call is legal while a stream is captured. Those that wait or allocate are not.
enum class DuringCapture { legal, forbidden };

/// Stands at the start of every call of the API: one host thread at a time, with its name for complaints.
class ApiCall {
 public:
  explicit ApiCall(const char* name, DuringCapture legality = DuringCapture::legal);
  ~ApiCall();
  ApiCall(const ApiCall&) = delete;
  ApiCall& operator=(const ApiCall&) = delete;

  /// The error that every call gives where there is no device or no driver.
  static cudaError_t availability();

 private:
  std::lock_guard<std::mutex> lock_;
};

/// Remembers an error for cudaGetLastError, and returns it.
cudaError_t report(cudaError_t error);

}  // namespace emulation
