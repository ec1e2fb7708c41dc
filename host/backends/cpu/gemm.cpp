#include "backends/cpu/gemm.hpp"

#include <oneapi/dnnl/dnnl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>

#include "backends/cpu/held_back_signals.hpp"
#include "backends/cpu/tile_product.hpp"

namespace glissade::cpu {

namespace {

/// Whether the system would give this much more.
bool has_memory(std::size_t bytes) {
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory != MAP_FAILED && ::munmap(memory, bytes) == 0;
}

}  // namespace

void prepare_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Code takes 6 MB; products of other shapes and their buffers need some, too.
    constexpr std::size_t enough = std::size_t{24} << 20;
    if (!has_memory(enough))
      throw std::bad_alloc();
    const HeldBackSignals held_back;
    const float one = 1.0f;
    float result = 0.0f;
    gemm(Multiplier::library, 1, 1, 1, {&one, 1}, {&one, 1}, &result, 1);
  });
}

void prepare_products(const Network& network) {
  const auto needs_library = [](const Layer& layer) { return multiplier_of(layer) == Multiplier::library; };
  if (std::ranges::any_of(network.layers(), needs_library))
    prepare_library();
}

void gemm(Multiplier multiplier, std::uint64_t m, std::uint64_t n, std::uint64_t k, const GemmOperand& a,
          const GemmOperand& b, float* result, std::uint64_t result_stride, bool accumulate) {
  if (m == 0 || n == 0)
    return;
  if (multiplier == Multiplier::tiles)
    return multiply_by_tiles(best_instruction_set(), m, n, k, a, b, result, result_stride, accumulate);
  const auto dimension = [](std::uint64_t value) { return static_cast<dnnl_dim_t>(value); };
  const dnnl_status_t status =
      dnnl_sgemm(static_cast<char>(a.transpose), static_cast<char>(b.transpose), dimension(m), dimension(n),
                 dimension(k), 1.0f, a.data, dimension(a.stride), b.data, dimension(b.stride),
                 accumulate ? 1.0f : 0.0f, result, dimension(result_stride));
  if (status == dnnl_out_of_memory)
    throw std::bad_alloc();
  // Other failures are arguments that no network can produce.
  if (status != dnnl_success)
    std::abort();
}

}  // namespace glissade::cpu
