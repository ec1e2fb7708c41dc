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
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "glissade/table.hpp"
#include "measure.hpp"
#include "numeric/random_fill.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t rows = 1'000'000, features = 64;

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

std::string source_text(const std::string& kind) {
  return "synthetic:" + kind + ",rows=" + std::to_string(rows) + ",features=" + std::to_string(features);
}

template <class Make>
void measure(benchmark::State& state, int threads, const Make& make) {
  const double seconds = seconds_per_iteration(state, [&] {
    auto made = make();
    benchmark::DoNotOptimize(made);
  });
  report_rate(state, "Mnormals/s", 1e6, static_cast<double>(rows * features) / seconds,
              drawing_rate(threads == 0 ? omp_get_max_threads() : threads));
}

void generate(benchmark::State& state, const std::string& kind) {
  const SyntheticSource source = parse_synthetic_source(source_text(kind), 0);
  const auto threads = static_cast<int>(state.range(0));
  measure(state, threads, [&] { return generate_table(source, threads); });
}

/// As a user gets it, by its name.
void read(benchmark::State& state, const std::string& kind) {
  SourceOptions options;
  options.data = source_text(kind);
  options.threads = static_cast<int>(state.range(0));
  measure(state, options.threads, [&] { return read_source(options); });
}

void one_and_all(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("threads")->Arg(1)->Arg(0)->UseRealTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(generate, linear, "linear")->Apply(one_and_all);
BENCHMARK_CAPTURE(generate, classes, "classes,classes=10")->Apply(one_and_all);
BENCHMARK_CAPTURE(read, linear, "linear")->Apply(one_and_all);

}  // namespace
}  // namespace glissade::bench
