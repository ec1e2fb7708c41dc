#include "backends/problem.hpp"

namespace glissade {

std::vector<BackendParameter> all_backends() {
  std::vector<BackendParameter> result;
  for (const Backend* backend : backends())
    result.push_back({backend});
  return result;
}

}  // namespace glissade
