// 200 epochs of full-batch descent on 1,000,000 × 64: on moments, the one read of the rows included, and on
// the rows themselves, a read a step.
#include <benchmark/benchmark.h>

#include "backends/cpu/cpu_backend.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "measure.hpp"
#include "training/moments/moments_training.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t rows = 1'000'000, epochs = 200;

Table million_rows() {
  SourceOptions options;
  options.data = "synthetic:linear,rows=1000000,features=64,noise=0.5";
  return read_source(options);
}

TrainingOptions descent() {
  TrainingOptions options;
  options.epochs = epochs;
  options.batch_size = rows;
  options.optimizer = Sgd{.learning_rate = 0.05};
  return options;
}

Network linear(const Preprocessing& preprocessing) {
  return {preprocessing.feature_count(), {}, 1, Activation::identity, Loss::squared_error};
}

void on_moments(benchmark::State& state) {
  const Table table = million_rows();
  const Preprocessing preprocessing = fit_preprocessing(table, false, {});
  const Network network = linear(preprocessing);
  const std::vector<double> start(network.arena_size());
  const TrainingOptions options = descent();
  double reading = 0.0;
  const double seconds = seconds_per_iteration(state, [&] {
    const auto begin = std::chrono::steady_clock::now();
    const MomentsProblem problem = read_moments(preprocessing, network, table, nullptr, options);
    reading = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    benchmark::DoNotOptimize(train_on_moments(network, problem, start, options).steps);
  });
  state.counters["reading_ms"] = 1e3 * reading;
  state.counters["us_per_step"] = 1e6 * (seconds - reading) / static_cast<double>(epochs);
}
BENCHMARK(on_moments)->UseRealTime()->Unit(benchmark::kMillisecond);

void on_rows(benchmark::State& state) {
  Table table = million_rows();
  const Preprocessing preprocessing = fit_preprocessing(table, false, {});
  const Network network = linear(preprocessing);
  const PreparedData data = apply_preprocessing(preprocessing, std::move(table), 0);
  const std::vector<float> start(network.arena_size());
  const TrainingOptions options = descent();
  for (auto _ : state)
    benchmark::DoNotOptimize(train(cpu_backend(), network, data.dataset.view(), {}, start, options).steps);
}
BENCHMARK(on_rows)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
