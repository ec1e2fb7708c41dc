// Evaluation and prediction of a network 784-128-10, in turns with its forward products alone, so that a
// machine that changes its pace does so for both.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/cpu_backend.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/team.hpp"
#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "measure.hpp"
#include "numeric/random_fill.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t rows = 60000, inputs = 784, hidden = 128, classes = 10;

Dataset random_dataset() {
  Dataset dataset;
  dataset.features = Matrix::allocate(ElementType::float32, rows, inputs);
  fill_normals({.seed = 1}, 0, {dataset.features.row<float>(0), rows * inputs});
  for (std::uint64_t row = 0; row < rows; ++row)
    dataset.classes.push_back(static_cast<std::int32_t>(row % classes));
  return dataset;
}

std::unique_ptr<Session> open_session(const DatasetView& data) {
  const std::uint64_t widths[] = {hidden};
  const Network network(inputs, widths, classes, Activation::relu, Loss::cross_entropy);
  auto session = cpu_backend().open(network, data, {});
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 0);
  session->restore({0, {arena.begin(), arena.end()}, {}, {}});
  return session;
}

/// The products alone over all rows.
void multiply_forward(const MatrixView& features) {
  constexpr std::uint64_t slice = 256, slices = (rows + slice - 1) / slice;
  const cpu::AlignedFloats weights1(hidden * inputs, 0.01f), weights2(classes * hidden, 0.01f);
  cpu::run_team(omp_get_max_threads(), [&](const cpu::TeamMember& member) {
    cpu::AlignedFloats values(slice * hidden), logits(slice * classes);
    for (std::uint64_t index = member.first_of(slices); index < member.end_of(slices); ++index) {
      const std::uint64_t first = index * slice, count = std::min(slice, rows - first);
      cpu::multiply({count,
                     hidden,
                     inputs,
                     {features.row<float>(first), inputs},
                     {weights1.data(), hidden},
                     values.data(),
                     hidden});
      cpu::multiply({count,
                     classes,
                     hidden,
                     {values.data(), hidden},
                     {weights2.data(), classes},
                     logits.data(),
                     classes});
    }
  });
}

template <class Body>
double seconds_of(const Body& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Body>
void measure(benchmark::State& state, const MatrixView& features, const Body& body) {
  std::vector<double> whole, products;
  for (auto _ : state) {
    whole.push_back(seconds_of(body));
    products.push_back(seconds_of([&] { multiply_forward(features); }));
    state.SetIterationTime(whole.back());
  }
  report_rate(state, "Mrows/s", 1e6, rows / median(whole), rows / median(products));
}

void evaluate(benchmark::State& state) {
  const Dataset dataset = random_dataset();
  const auto session = open_session(dataset.view());
  measure(state, dataset.features.view(),
          [&] { benchmark::DoNotOptimize(session->evaluate(dataset.view()).correct); });
}
BENCHMARK(evaluate)->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);

void predict(benchmark::State& state) {
  const Dataset dataset = random_dataset();
  const auto session = open_session(dataset.view());
  std::vector<float> outputs(rows * classes);
  measure(state, dataset.features.view(), [&] { session->predict(dataset.view(), outputs); });
}
BENCHMARK(predict)->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
