#include <cstdlib>

/// The one function of the NVIDIA driver that a program calls before it loads a module.
extern "C" [[gnu::visibility("default")]] int cuInit(unsigned /*flags*/) {
  const char* const status = std::getenv("FAKE_CUDA_STATUS");
  return status != nullptr ? std::atoi(status) : 0;
}
