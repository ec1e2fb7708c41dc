// Our products beside oneDNN's over a grid of shapes, in turns, on one thread. `of_onednn` is our time over
// the library's: below 1 where ours is faster.
#include <benchmark/benchmark.h>
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/gemm.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

using cpu::Gemm;
using cpu::Transpose;

void multiply_by_onednn(const Gemm& gemm) {
  const auto dimension = [](std::uint64_t value) { return static_cast<dnnl_dim_t>(value); };
  dnnl_sgemm(gemm.a.transpose == Transpose::yes ? 'T' : 'N', 'N', dimension(gemm.m), dimension(gemm.n),
             dimension(gemm.k), 1.0f, gemm.a.data, dimension(gemm.a.stride), gemm.b.data,
             dimension(gemm.b.stride), 0.0f, gemm.result, dimension(gemm.result_stride));
}

/// The products of a layer in one step: forward and backward of some rows, and the weights' gradient.
struct LayerProducts {
  LayerProducts(std::uint64_t row_count, std::uint64_t layer_inputs, std::uint64_t layer_outputs)
      : rows(row_count),
        inputs(layer_inputs),
        outputs(layer_outputs),
        features(rows * inputs, 0.1f),
        weights(inputs * outputs, 0.1f),
        gradients(rows * outputs, 0.1f),
        result(std::max({features.size(), weights.size(), gradients.size()})) {}

  template <class Multiply>
  void run(const Multiply& multiply) {
    float* const to = result.data();
    multiply(Gemm{rows, outputs, inputs, {features.data(), inputs}, {weights.data(), outputs}, to, outputs});
    multiply(Gemm{rows, inputs, outputs, {gradients.data(), outputs}, {weights.data(), inputs}, to, inputs});
    multiply(Gemm{inputs,
                  outputs,
                  rows,
                  {features.data(), inputs, Transpose::yes},
                  {gradients.data(), outputs},
                  to,
                  outputs});
  }

  std::uint64_t rows, inputs, outputs;
  cpu::AlignedFloats features, weights, gradients, result;
};

template <class Multiply>
double seconds_of(LayerProducts& products, const Multiply& multiply, int calls) {
  const auto start = std::chrono::steady_clock::now();
  for (int call = 0; call < calls; ++call)
    products.run(multiply);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / calls;
}

void beside_onednn(benchmark::State& state) {
  const auto rows = static_cast<std::uint64_t>(state.range(0)),
             inputs = static_cast<std::uint64_t>(state.range(1)),
             outputs = static_cast<std::uint64_t>(state.range(2));
  LayerProducts products(rows, inputs, outputs);
  const double operations = 6.0 * static_cast<double>(rows * inputs * outputs);
  const int calls = 1 + static_cast<int>(1e7 / operations);
  std::vector<double> own, onednn, shares;
  omp_set_num_threads(1);
  for (auto _ : state) {
    own.push_back(seconds_of(
        products, [](const Gemm& gemm) { cpu::multiply(gemm); }, calls));
    onednn.push_back(seconds_of(products, multiply_by_onednn, calls));
    shares.push_back(own.back() / onednn.back());
  }
  state.counters["GFLOP/s"] = operations / median(own) / 1e9;
  state.counters["onednn_GFLOP/s"] = operations / median(onednn) / 1e9;
  state.counters["of_onednn"] = median(shares);
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "inputs", "outputs"});
  for (const std::int64_t rows : {16, 64, 240}) {
    for (const auto& [inputs, outputs] :
         std::initializer_list<std::pair<std::int64_t, std::int64_t>>{{4, 3},
                                                                      {30, 32},
                                                                      {64, 10},
                                                                      {64, 64},
                                                                      {100, 64},
                                                                      {128, 128},
                                                                      {300, 100},
                                                                      {784, 32},
                                                                      {256, 256},
                                                                      {300, 300},
                                                                      {784, 128},
                                                                      {512, 512}})
      benchmark->Args({rows, inputs, outputs});
  }
}
BENCHMARK(beside_onednn)->Apply(shapes);

}  // namespace
}  // namespace glissade::bench
