// Our register tiles beside the library over a grid of shapes, in turns, on one thread. `of_library` is the
// time of tiles over the library's: below 1 where tiles are faster.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "backends/cpu/gemm.hpp"
#include "backends/cpu/team.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

using cpu::Multiplier;
using cpu::Transpose;

/// The products of a layer in one step: forward and backward of a slice of rows, and its weights' gradient.
struct LayerProducts {
  LayerProducts(std::uint64_t slice_rows, std::uint64_t layer_inputs, std::uint64_t layer_outputs)
      : rows(slice_rows),
        inputs(layer_inputs),
        outputs(layer_outputs),
        features(rows * inputs, 0.1f),
        weights(inputs * outputs, 0.1f),
        gradients(rows * outputs, 0.1f),
        result(std::max({features.size(), weights.size(), gradients.size()})) {}

  void run(Multiplier multiplier) {
    float* const to = result.data();
    gemm(multiplier, rows, outputs, inputs, {features.data(), inputs}, {weights.data(), outputs}, to,
         outputs);
    gemm(multiplier, rows, inputs, outputs, {gradients.data(), outputs}, {weights.data(), inputs}, to,
         inputs);
    gemm(multiplier, inputs, outputs, rows, {features.data(), inputs, Transpose::yes},
         {gradients.data(), outputs}, to, outputs);
  }

  std::uint64_t rows, inputs, outputs;
  std::vector<float> features, weights, gradients, result;
};

double seconds_of(LayerProducts& products, Multiplier multiplier, int calls) {
  const auto start = std::chrono::steady_clock::now();
  for (int call = 0; call < calls; ++call)
    products.run(multiplier);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / calls;
}

void tiles_beside_library(benchmark::State& state) {
  const auto rows = static_cast<std::uint64_t>(state.range(0)),
             inputs = static_cast<std::uint64_t>(state.range(1)),
             outputs = static_cast<std::uint64_t>(state.range(2));
  LayerProducts products(rows, inputs, outputs);
  const double operations = 6.0 * static_cast<double>(rows * inputs * outputs);
  const int calls = 1 + static_cast<int>(1e7 / operations);
  std::vector<double> tiles, library, shares;
  // A team of one, in which the library opens no team of its own.
  cpu::run_team(1, [&](const cpu::TeamMember&) {
    for (auto _ : state) {
      tiles.push_back(seconds_of(products, Multiplier::tiles, calls));
      library.push_back(seconds_of(products, Multiplier::library, calls));
      shares.push_back(tiles.back() / library.back());
    }
  });
  state.counters["tiles_GFLOP/s"] = operations / median(tiles) / 1e9;
  state.counters["library_GFLOP/s"] = operations / median(library) / 1e9;
  state.counters["of_library"] = median(shares);
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "inputs", "outputs"});
  for (const std::int64_t rows : {16, 64}) {
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
BENCHMARK(tiles_beside_library)->Apply(shapes);

}  // namespace
}  // namespace glissade::bench
