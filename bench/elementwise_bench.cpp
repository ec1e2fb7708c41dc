// The passes over memory between the matrix products of a dense step 784-128-10, on one thread. The limit is
// reading and writing as many bytes as the pass has to, in the same caches.
#include "backends/cpu/elementwise.hpp"
#include "backends/cpu/loss_kernel.hpp"

#include <benchmark/benchmark.h>

#include <vector>

#include "limits.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t hidden = 128, classes = 10;

cpu::ElementwiseKernels kernels() {
  return cpu::elementwise_kernels(best_instruction_set());
}

std::vector<float> numbers(std::uint64_t count) {
  std::vector<float> values(count);
  for (std::uint64_t index = 0; index < count; ++index)
    values[index] = static_cast<float>(index * 7919 % 1000) / 500.0f - 1.0f;
  return values;
}

void report(benchmark::State& state, double seconds, std::uint64_t bytes) {
  const double rate = static_cast<double>(bytes) / seconds;
  report_rate(state, "GB/s", 1e9, rate, read_and_write_rate(1, bytes / 2));
}

void bias_and_activation(benchmark::State& state, Activation activation) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  std::vector<float> values = numbers(batch * hidden);
  // No bias, so that values stay the same however often it is added.
  const std::vector<float> bias(hidden);
  const double seconds = seconds_per_iteration(state, [&] {
    kernels().add_bias_and_activate(activation, {values.data(), batch, hidden, hidden}, bias.data(),
                                    values.data());
    benchmark::ClobberMemory();
  });
  report(state, seconds, 2 * values.size() * sizeof(float));
}

void activation_gradient(benchmark::State& state, Activation activation) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  const std::vector<float> outputs = numbers(batch * hidden), pre_activations = outputs;
  std::vector<float> gradients(batch * hidden, 0.5f);
  const double seconds = seconds_per_iteration(state, [&] {
    kernels().activation_gradient(activation, pre_activations.data(), outputs.data(),
                                  {gradients.data(), batch, hidden, hidden});
    benchmark::ClobberMemory();
  });
  report(state, seconds, 3 * gradients.size() * sizeof(float));
}

void cross_entropy(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  std::vector<float> logits = numbers(batch * classes), gradients(logits.size());
  std::vector<std::int32_t> targets;
  for (std::uint64_t row = 0; row < batch; ++row)
    targets.push_back(static_cast<std::int32_t>(row % classes));
  const cpu::LossKernel kernel = cpu::loss_kernel(Loss::cross_entropy, best_instruction_set());
  double loss = 0.0;
  const double seconds = seconds_per_iteration(state, [&] {
    cpu::LossTotals totals{&loss};
    kernel({logits.data(), batch, classes, classes}, {nullptr, targets.data(), {}, 1.0f / 32},
           gradients.data(), totals);
    benchmark::DoNotOptimize(totals);
    benchmark::ClobberMemory();
  });
  state.counters["ns_per_row"] = 1e9 * seconds / static_cast<double>(batch);
  report(state, seconds, 2 * logits.size() * sizeof(float));
}

void column_sums(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  std::vector<float> values = numbers(batch * hidden), sums(hidden);
  const double seconds = seconds_per_iteration(state, [&] {
    kernels().column_sums({values.data(), batch, hidden, hidden}, sums.data());
    benchmark::ClobberMemory();
  });
  report(state, seconds, values.size() * sizeof(float));
}

void batches(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("batch")->Arg(32)->Arg(256)->Arg(1024)->Unit(benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(bias_and_activation, relu, Activation::relu)->Apply(batches);
BENCHMARK_CAPTURE(bias_and_activation, gelu, Activation::gelu)->Apply(batches);
BENCHMARK_CAPTURE(activation_gradient, relu, Activation::relu)->Apply(batches);
BENCHMARK(cross_entropy)->Apply(batches);
BENCHMARK(column_sums)->Apply(batches);

}  // namespace
}  // namespace glissade::bench
