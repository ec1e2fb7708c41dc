#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "backends/cpu/cpu_backend.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/machine_limits.hpp"
#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/training.hpp"

/// Whole training steps of the cpu backend, each beside the limit it cannot pass.
namespace glissade::bench {
namespace {

Dataset synthetic_dataset(std::uint64_t rows, std::uint64_t features, bool classification) {
  Dataset dataset;
  dataset.features = Matrix::allocate(ElementType::float32, rows, features);
#pragma omp parallel for schedule(static)
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < features; ++column) {
      const std::uint32_t bits = random_bits(1, RandomPurpose::features, 0, row * features + column);
      dataset.features.row<float>(row)[column] = uniform_from_bits(bits) - 0.5f;
    }
  }
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (classification) {
      dataset.classes.push_back(
          static_cast<std::int32_t>(random_bits(1, RandomPurpose::labels, 0, row) % 10));
    } else {
      dataset.targets.push_back(uniform_from_bits(random_bits(1, RandomPurpose::labels, 0, row)));
    }
  }
  return dataset;
}

std::unique_ptr<Session> open_session(const Network& network, const Dataset& dataset,
                                      std::uint64_t batch_size) {
  SessionOptions options;
  options.batch_size = batch_size;
  auto session = cpu_backend().open(network, dataset.view(), options);
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 0);
  session->restore({0, {arena.begin(), arena.end()}, {}, {}});
  return session;
}

std::vector<StepScalars> adam_scalars(std::uint64_t steps) {
  return std::vector<StepScalars>(steps, step_scalars(TrainingOptions{}, 0, 1, 1));
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

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
  const Dataset dataset = synthetic_dataset(rows, features, false);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  const auto session = open_session(network, dataset, rows);
  const std::vector<StepScalars> scalars = adam_scalars(1);
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
  const Dataset dataset = synthetic_dataset(rows, features, false);
  const Network network(features, {}, 1, Activation::relu, Loss::squared_error);
  const auto session = open_session(network, dataset, batch);
  const std::vector<StepScalars> scalars = adam_scalars((rows + batch - 1) / batch);
  std::uint64_t epoch = 0;
  measure_reading(state, dataset, [&] { session->train(scalars.size() * epoch++, scalars); });
}
BENCHMARK(linear_mini_batch)->UseManualTime()->Unit(benchmark::kMillisecond);

constexpr std::uint64_t dense_inputs = 784, dense_hidden = 128, dense_classes = 10;

void dense_step(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  const Dataset dataset = synthetic_dataset(20000, dense_inputs, true);
  const std::uint64_t hidden[] = {dense_hidden};
  const Network network(dense_inputs, hidden, dense_classes, Activation::relu, Loss::cross_entropy);
  const auto session = open_session(network, dataset, batch);
  constexpr std::uint64_t steps = 50;
  const std::vector<StepScalars> scalars = adam_scalars(steps);
  std::uint64_t done = 0;
  for (auto _ : state) {
    session->train(done, scalars);
    done += steps;
  }
  state.counters["step"] =
      benchmark::Counter(static_cast<double>(steps),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(dense_step)->Arg(32)->Arg(128)->Arg(256)->Arg(1024)->UseRealTime()->Unit(benchmark::kMillisecond);

/// The step's matrix products alone, each cut into one slice per thread: what no step can be faster than.
void dense_gemms_alone(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  std::vector<float> features(batch * dense_inputs, 0.1f), weights1(dense_hidden * dense_inputs, 0.1f);
  std::vector<float> hidden(batch * dense_hidden, 0.1f), weights2(dense_classes * dense_hidden, 0.1f);
  std::vector<float> logits(batch * dense_classes, 0.1f), gradient1 = weights1, gradient2 = weights2;
  using cpu::Transpose;
  for (auto _ : state) {
#pragma omp parallel
    {
      const auto threads = static_cast<std::uint64_t>(omp_get_num_threads());
      const auto thread = static_cast<std::uint64_t>(omp_get_thread_num());
      omp_set_num_threads(1);
      const std::uint64_t row = batch * thread / threads, rows = batch * (thread + 1) / threads - row;
      const std::uint64_t output = dense_hidden * thread / threads,
                          outputs = dense_hidden * (thread + 1) / threads - output;
      cpu::gemm(rows, dense_hidden, dense_inputs, {&features[row * dense_inputs], dense_inputs},
                {weights1.data(), dense_inputs, Transpose::yes}, &hidden[row * dense_hidden], dense_hidden);
      cpu::gemm(rows, dense_classes, dense_hidden, {&hidden[row * dense_hidden], dense_hidden},
                {weights2.data(), dense_hidden, Transpose::yes}, &logits[row * dense_classes], dense_classes);
      cpu::gemm(rows, dense_hidden, dense_classes, {&logits[row * dense_classes], dense_classes},
                {weights2.data(), dense_hidden}, &hidden[row * dense_hidden], dense_hidden);
#pragma omp barrier
      cpu::gemm(outputs, dense_inputs, batch, {&hidden[output], dense_hidden, Transpose::yes},
                {features.data(), dense_inputs}, &gradient1[output * dense_inputs], dense_inputs);
      if (thread == 0) {
        cpu::gemm(dense_classes, dense_hidden, batch, {logits.data(), dense_classes, Transpose::yes},
                  {hidden.data(), dense_hidden}, gradient2.data(), dense_hidden);
      }
    }
  }
}
BENCHMARK(dense_gemms_alone)
    ->Arg(32)
    ->Arg(128)
    ->Arg(256)
    ->Arg(1024)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace glissade::bench
