#include <benchmark/benchmark.h>
#include <omp.h>

#include <chrono>
#include <vector>

#include "backends/cpu/machine_limits.hpp"
#include "measure.hpp"
#include "random_training.hpp"

/// Whole training steps of linear regression on the cpu backend, each beside the limit it cannot pass.
namespace glissade::bench {
namespace {

/// Times `body`, which reads all features once, and after each time a pass that only sums them: so both meet
/// the same neighbours on the machine. The share of the limit is the median over such pairs.
template <class Body>
void measure_reading(benchmark::State& state, const Dataset& dataset, const Body& body) {
  const std::uint64_t elements = dataset.features.rows() * dataset.features.columns();
  const double bytes = static_cast<double>(elements) * sizeof(float);
  const float* const features = dataset.view().features.row<float>(0);
  std::vector<double> rates, limits, shares;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    body();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(seconds.count());
    rates.push_back(bytes / seconds.count());
    limits.push_back(cpu::read_rate({features, elements}, omp_get_max_threads()));
    shares.push_back(rates.back() / limits.back());
  }
  state.counters["GB/s"] = median(rates) / 1e9;
  state.counters["limit_GB/s"] = median(limits) / 1e9;
  state.counters["of_limit"] = median(shares);
}

/// One full-batch epoch of linear regression reads X once: its limit is the read bandwidth.
void linear_full_batch(benchmark::State& state) {
  const auto rows = static_cast<std::uint64_t>(state.range(0)),
             features = static_cast<std::uint64_t>(state.range(1));
  const Dataset dataset = random_dataset(rows, features, 0);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  TrainingOptions options;
  options.batch_size = rows;
  const auto session = open_session(network, dataset, options);
  const std::vector<StepScalars> scalars = scalars_of(options, 1);
  std::uint64_t step = 0;
  measure_reading(state, dataset, [&] { session->train(step++, scalars); });
}
BENCHMARK(linear_full_batch)
    ->Args({1000000, 64})
    ->Args({4000000, 64})
    ->Args({1000000, 41})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

/// Mini-batches of shuffled rows.
void linear_mini_batch(benchmark::State& state) {
  constexpr std::uint64_t rows = 1000000, features = 64, batch = 1024;
  const Dataset dataset = random_dataset(rows, features, 0);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  TrainingOptions options;
  options.batch_size = batch;
  const auto session = open_session(network, dataset, options);
  const std::vector<StepScalars> scalars = scalars_of(options, (rows + batch - 1) / batch);
  std::uint64_t epoch = 0;
  measure_reading(state, dataset, [&] { session->train(scalars.size() * epoch++, scalars); });
}
BENCHMARK(linear_mini_batch)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
