// Generating whole synthetic sources into fresh memory, in normal numbers. The limit is drawing as many into
// a buffer that stays in the caches.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "backends/cpu/team.hpp"
#include "glissade/table.hpp"
#include "measure.hpp"
#include "numeric/random_fill.hpp"

namespace glissade::bench {
namespace {

/// Normal numbers per second.
double drawing_rate(int threads) {
  constexpr std::uint64_t elements = 1 << 14, repeats = 500;
  double best = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < 10; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    cpu::run_team(threads, [&](const cpu::TeamMember&) {
      std::vector<float> values(elements);
      for (std::uint64_t repeat = 0; repeat < repeats; ++repeat)
        fill_normals({.seed = 1}, repeat * elements, values);
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::min(best, seconds.count());
  }
  return static_cast<double>(elements * repeats) * threads / best;
}

void generate(benchmark::State& state, const std::string& kind) {
  constexpr std::uint64_t rows = 1'000'000, features = 64;
  SourceOptions options;
  options.data =
      "synthetic:" + kind + ",rows=" + std::to_string(rows) + ",features=" + std::to_string(features);
  options.threads = static_cast<int>(state.range(0));
  const double seconds = seconds_per_iteration(
      state, [&] { benchmark::DoNotOptimize(read_source(options).values.view().data); });
  report_rate(state, "Mnormals/s", 1e6, static_cast<double>(rows * features) / seconds,
              drawing_rate(options.threads == 0 ? omp_get_max_threads() : options.threads));
}

BENCHMARK_CAPTURE(generate, linear, "linear")
    ->Arg(1)
    ->Arg(0)
    ->ArgName("threads")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(generate, classes, "classes,classes=10")
    ->Arg(1)
    ->Arg(0)
    ->ArgName("threads")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
