// The exact solver on 1,000,000 × 64 numbers in memory. It reads them once and, per row, multiplies and adds
// every pair of columns in fp64 without fusing: the limit is the longer of both.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>

#include "backends/cpu/machine_limits.hpp"
#include "glissade/exact_solver.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "limits.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

void solve(benchmark::State& state) {
  constexpr std::uint64_t rows = 1'000'000, features = 64, columns = features + 1;
  SourceOptions options;
  options.data = "synthetic:linear,rows=1000000,features=64,noise=0.5";
  const Table table = read_source(options);
  const Preprocessing preprocessing = fit_preprocessing(table, false, {});
  const double seconds = seconds_per_iteration(
      state, [&] { benchmark::DoNotOptimize(solve_exact(preprocessing, table, 0.0).rank); });
  const int threads = omp_get_max_threads();
  const double reading = static_cast<double>(rows * features * sizeof(float)) / cpu::read_bandwidth(threads);
  const double arithmetic =
      static_cast<double>(rows * columns * (columns + 1)) / unfused_double_rate(threads);
  state.counters["reading_ms"] = 1e3 * reading;
  state.counters["arithmetic_ms"] = 1e3 * arithmetic;
  state.counters["of_limit"] = std::max(reading, arithmetic) / seconds;
}
BENCHMARK(solve)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
