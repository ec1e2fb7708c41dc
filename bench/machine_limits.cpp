#include "machine_limits.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "backends/cpu/lanes.hpp"
#include "glissade/matrix.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t elements = std::uint64_t{1} << 26;

[[gnu::always_inline]] inline float sum(const float* values, std::uint64_t count) {
  // Enough sums side by side that loads, not additions, are waited for.
  constexpr std::uint64_t side_by_side = 8;
  cpu::Lanes sums[side_by_side];
#pragma GCC unroll 8
  for (cpu::Lanes& lanes : sums)
    lanes = cpu::Lanes{};
  for (std::uint64_t index = 0; index < count; index += side_by_side * cpu::lane_count) {
#pragma GCC unroll 8
    for (std::uint64_t part = 0; part < side_by_side; ++part) {
      cpu::Lanes lanes;
      cpu::load(lanes, values + index + part * cpu::lane_count);
      sums[part] += lanes;
    }
  }
  float total = 0.0f;
  for (const cpu::Lanes& lanes : sums)
    total += cpu::sum_of(lanes);
  return total;
}

}  // namespace

double read_bandwidth(int threads) {
  Matrix matrix = Matrix::allocate(ElementType::float32, elements / 64, 64);
  float* const values = matrix.row<float>(0);
  const auto sum_clone = clone_of<sum>(best_instruction_set());
  const std::uint64_t part = elements / static_cast<std::uint64_t>(threads) / 1024 * 1024;
  double best = 0.0;
  // The first touch places the pages with the threads that read them.
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::uint64_t index = 0; index < elements; ++index)
    values[index] = 1.0f;
  for (int pass = 0; pass < 10; ++pass) {
    const auto start = std::chrono::steady_clock::now();
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int thread = 0; thread < threads; ++thread) {
      benchmark::DoNotOptimize(sum_clone(values + static_cast<std::uint64_t>(thread) * part, part));
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(part) * threads * sizeof(float) / seconds.count());
  }
  return best;
}

}  // namespace glissade::bench
