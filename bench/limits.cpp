#include "limits.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "backends/cpu/team.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::bench {
namespace {

/// Seconds of the shortest of several passes over a team.
template <class Body>
double shortest_pass(int threads, const Body& body) {
  double best = std::numeric_limits<double>::infinity();
  cpu::run_team(threads, [&](const cpu::TeamMember& member) {
    for (int pass = 0; pass < 20; ++pass) {
      member.wait_for_team();
      const auto start = std::chrono::steady_clock::now();
      body(member);
      member.wait_for_team();
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      if (member.thread == 0)
        best = std::min(best, seconds.count());
    }
  });
  return best;
}

using Doubles [[gnu::vector_size(64)]] = double;
constexpr std::uint64_t side_by_side = 12, doubles = sizeof(Doubles) / sizeof(double);

[[gnu::always_inline]] inline double multiply_and_add(std::uint64_t count) {
  // Enough sums side by side that arithmetic, not its latency, is waited for.
  Doubles sums[side_by_side];
#pragma GCC unroll 12
  for (Doubles& sum : sums)
    sum = Doubles{} + 1.0;
  for (std::uint64_t index = 0; index < count; ++index) {
#pragma GCC unroll 12
    for (Doubles& sum : sums)
      sum = sum * 0.75 + 2.0;
  }
  double total = 0.0;
  for (const Doubles& sum : sums)
    total += sum[0];
  return total;
}

[[gnu::always_inline]] inline void negate(float* values, std::uint64_t count) {
#pragma omp simd
  for (std::uint64_t index = 0; index < count; ++index)
    values[index] = -values[index];
}

}  // namespace

double read_and_write_rate(int threads, std::uint64_t bytes) {
  const std::uint64_t repeats = std::max<std::uint64_t>(1, (std::uint64_t{1} << 24) / bytes);
  const auto clone = clone_of<negate>(best_instruction_set());
  std::vector<std::vector<float>> values(static_cast<std::size_t>(threads));
  // The first touch places the pages with the thread that uses them.
  cpu::run_team(threads, [&](const cpu::TeamMember& member) {
    values[static_cast<std::size_t>(member.thread)].assign(bytes / sizeof(float), 1.0f);
  });
  const double seconds = shortest_pass(threads, [&](const cpu::TeamMember& member) {
    std::vector<float>& own = values[static_cast<std::size_t>(member.thread)];
    for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
      clone(own.data(), own.size());
      benchmark::ClobberMemory();
    }
  });
  return 2.0 * static_cast<double>(repeats * bytes) * threads / seconds;
}

double unfused_double_rate(int threads) {
  constexpr std::uint64_t count = 1'000'000;
  const auto clone = clone_of<multiply_and_add>(best_instruction_set());
  const double seconds = shortest_pass(threads, [&](const cpu::TeamMember&) {
    std::uint64_t own = count;
    benchmark::DoNotOptimize(own);
    benchmark::DoNotOptimize(clone(own));
  });
  return 2.0 * static_cast<double>(count * side_by_side * doubles) * threads / seconds;
}

}  // namespace glissade::bench
