#include "backends/problem.hpp"
#include "cuda/emulated_backend.hpp"

namespace glissade {

/// The suites over all backends, on the one that is mutated.
std::vector<BackendParameter> all_backends() {
  return {{&emulated_backend_in_process()}};
}

}  // namespace glissade
