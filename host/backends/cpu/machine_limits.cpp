#include "backends/cpu/machine_limits.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/lanes.hpp"
#include "backends/cpu/team.hpp"
#include "glissade/matrix.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {
namespace {

constexpr std::uint64_t least_bytes = std::uint64_t{1} << 22;
constexpr std::uint64_t side = 512;

/// Seconds of the shortest of up to ten calls of `pass`, of fewer where they take long.
template <class Pass>
double shortest(const Pass& pass) {
  using Seconds = std::chrono::duration<double>;
  const auto begin = std::chrono::steady_clock::now();
  double best = std::numeric_limits<double>::infinity();
  for (int count = 0; count < 10; ++count) {
    const auto start = std::chrono::steady_clock::now();
    if (count > 1 && Seconds(start - begin).count() > 0.3)
      break;
    pass();
    best = std::min(best, Seconds(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

[[gnu::always_inline]] inline float sum(const float* values, std::uint64_t count) {
  // Enough sums side by side that loads, not additions, are waited for.
  constexpr std::uint64_t side_by_side = 8;
  Lanes sums[side_by_side];
#pragma GCC unroll 8
  for (Lanes& lanes : sums)
    lanes = Lanes{};
  for (std::uint64_t index = 0; index < count; index += side_by_side * lane_count) {
#pragma GCC unroll 8
    for (std::uint64_t part = 0; part < side_by_side; ++part) {
      Lanes lanes;
      load(lanes, values + index + part * lane_count);
      sums[part] += lanes;
    }
  }
  float total = 0.0f;
  for (const Lanes& lanes : sums)
    total += sum_of(lanes);
  return total;
}

/// The size of the second-level caches, of which each thread has one; 0 if the system does not tell.
double own_cache_bytes(int threads) {
  const long bytes = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
  return bytes > 0 ? static_cast<double>(bytes) * threads : 0.0;
}

}  // namespace

double read_rate(std::span<const float> values, int threads) {
  const auto sum_clone = clone_of<sum>(best_instruction_set());
  const std::uint64_t part = values.size() / static_cast<std::uint64_t>(threads) / 1024 * 1024;
  std::vector<float> sums(static_cast<std::size_t>(threads));
  const auto start = std::chrono::steady_clock::now();
#pragma omp parallel for num_threads(threads) schedule(static)
  for (int thread = 0; thread < threads; ++thread) {
    sums[static_cast<std::size_t>(thread)] =
        sum_clone(values.data() + static_cast<std::uint64_t>(thread) * part, part);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return static_cast<double>(part) * threads * sizeof(float) / seconds.count();
}

double read_bandwidth(int threads, std::uint64_t bytes) {
  const std::uint64_t elements = std::clamp(bytes, least_bytes, beyond_caches) / sizeof(float) / 64 * 64;
  Matrix matrix = Matrix::allocate(ElementType::float32, elements / 64, 64);
  float* const values = matrix.row<float>(0);
  // The first touch places the pages with the threads that read them.
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::uint64_t index = 0; index < elements; ++index)
    values[index] = 1.0f;
  double best = 0.0;
  shortest([&] { best = std::max(best, read_rate({values, elements}, threads)); });
  return best;
}

double gemm_rate(int threads) {
  constexpr std::uint64_t size = side * side;
  AlignedFloats values(3 * size * static_cast<std::uint64_t>(threads), 1.0f);
  double products = 0.0;
  const double seconds = shortest([&] {
    run_team(threads, [&](const TeamMember& member) {
      float* const own = values.data() + 3 * size * static_cast<std::uint64_t>(member.thread);
      multiply({.m = side,
                .n = side,
                .k = side,
                .a = {own, side},
                .b = {own + size, side},
                .result = own + 2 * size,
                .result_stride = side});
      if (member.thread == 0)
        products = member.threads;
    });
  });
  return products * 2.0 * static_cast<double>(side * side * side) / seconds;
}

DeviceLimits measure_limits(std::uint64_t data_bytes, int threads) {
  return {read_bandwidth(threads, data_bytes), gemm_rate(threads), own_cache_bytes(threads), threads};
}

}  // namespace glissade::cpu
