#include "backends/cpu/gemm.hpp"

#include <oneapi/dnnl/dnnl.h>

#include <cstdlib>

namespace glissade::cpu {

void gemm(std::uint64_t m, std::uint64_t n, std::uint64_t k, const GemmOperand& a, const GemmOperand& b,
          float* result, std::uint64_t result_stride, bool accumulate) {
  if (m == 0 || n == 0)
    return;
  const auto dimension = [](std::uint64_t value) { return static_cast<dnnl_dim_t>(value); };
  const dnnl_status_t status =
      dnnl_sgemm(static_cast<char>(a.transpose), static_cast<char>(b.transpose), dimension(m), dimension(n),
                 dimension(k), 1.0f, a.data, dimension(a.stride), b.data, dimension(b.stride),
                 accumulate ? 1.0f : 0.0f, result, dimension(result_stride));
  // The only failures are arguments that no network can produce; an exception could not leave the parallel
  // region.
  if (status != dnnl_success)
    std::abort();
}

}  // namespace glissade::cpu
