#pragma once

#ifdef GLISSADE_HAS_NVTX
#include <nvtx3/nvToolsExt.h>
#endif

namespace glissade::cuda {

/// From its construction to its destruction, a named stretch in the time lines of NVIDIA's profilers. Costs
/// next to nothing where none is attached; where the toolkit has no NVTX, it is nothing.
class ProfilerRange {
 public:
#ifdef GLISSADE_HAS_NVTX
  explicit ProfilerRange(const char* name) {
    nvtxRangePushA(name);
  }
  ~ProfilerRange() {
    nvtxRangePop();
  }
#else
  explicit ProfilerRange(const char* /*name*/) {}
#endif
  ProfilerRange(const ProfilerRange&) = delete;
  ProfilerRange& operator=(const ProfilerRange&) = delete;
};

}  // namespace glissade::cuda
