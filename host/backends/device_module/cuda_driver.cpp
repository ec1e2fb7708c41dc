#include "backends/device_module/cuda_driver.hpp"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "glissade/error.hpp"

namespace glissade {
namespace {

/// What people can do something about; CUresult, which the driver's ABI fixes.
struct KnownStatus {
  int status;
  const char* name;
  const char* meaning;
  const char* hint;
};

constexpr std::array known_statuses{
    KnownStatus{34, "CUDA_ERROR_STUB_LIBRARY", "libcuda.so.1 is the toolkit's stub, not a driver",
                "Take the toolkit's folder of stubs out of LD_LIBRARY_PATH."},
    KnownStatus{100, "CUDA_ERROR_NO_DEVICE", "the NVIDIA driver finds no GPU",
                "nvidia-smi lists what the driver sees."},
    KnownStatus{802, "CUDA_ERROR_SYSTEM_NOT_READY", "the GPUs are not ready for use yet",
                "Machines with NVSwitch need nvidia-fabricmanager to run."},
    KnownStatus{803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
                "the NVIDIA driver's library and its kernel module are of different versions",
                "Restart the machine after an update of the driver."},
    KnownStatus{804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE",
                "this GPU does not take the installed CUDA compatibility package",
                "Remove the package, or update the NVIDIA driver."},
    KnownStatus{999, "CUDA_ERROR_UNKNOWN", "the NVIDIA driver cannot be started",
                "Look into the kernel's log; restarting the machine or the container often helps."},
};

[[noreturn]] void refuse_library(const char* library) {
  const char* const said = ::dlerror();
  const std::string reason = said != nullptr ? said : "";
  const bool missing = reason.find("No such file") != std::string::npos;
  throw Error(ErrorKind::device,
              "no NVIDIA driver: " + (missing ? std::string(library) + " not found" : reason),
              "Install the NVIDIA driver, or choose the device cpu.");
}

[[noreturn]] void refuse_status(int status) {
  const std::string number = std::to_string(status);
  for (const KnownStatus& known : known_statuses) {
    if (known.status != status)
      continue;
    const char* const visible = std::getenv("CUDA_VISIBLE_DEVICES");
    const bool hidden = status == 100 && visible != nullptr;
    throw Error(ErrorKind::device,
                std::string(known.meaning) + " (" + known.name + ", " + number + ")" +
                    (hidden ? ", with CUDA_VISIBLE_DEVICES='" + std::string(visible) + "'" : ""),
                hidden ? "CUDA_VISIBLE_DEVICES may hide the GPUs that there are: unset it." : known.hint);
  }
  throw Error(ErrorKind::device, "the NVIDIA driver cannot be started: cuInit returned " + number,
              "nvidia-smi may say more.");
}

}  // namespace

void require_cuda_driver(const char* library) {
  void* const handle = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    refuse_library(library);
  const auto initialize = reinterpret_cast<int (*)(unsigned)>(::dlsym(handle, "cuInit"));
  if (initialize == nullptr) {
    throw Error(ErrorKind::device, "no NVIDIA driver: " + std::string(library) + " has no cuInit",
                "Install the NVIDIA driver, or choose the device cpu.");
  }
  if (const int status = initialize(0); status != 0)
    refuse_status(status);
}

}  // namespace glissade
