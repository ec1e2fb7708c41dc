// Evaluation and prediction of a network 784-128-10, beside the time of its forward products alone.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <vector>

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

/// Seconds of the products alone over all rows, in slices of the fastest of several sizes.
double forward_products(const MatrixView& features) {
  const std::vector<float> weights1(hidden * inputs, 0.01f), weights2(classes * hidden, 0.01f);
  double best = std::numeric_limits<double>::infinity();
  for (const std::uint64_t slice : {128, 256, 512, 128, 256, 512, 128, 256, 512}) {
    const auto start = std::chrono::steady_clock::now();
    cpu::run_team(omp_get_max_threads(), [&](const cpu::TeamMember& member) {
      std::vector<float> values(slice * hidden), logits(slice * classes);
      const std::uint64_t slices = (rows + slice - 1) / slice;
      for (std::uint64_t index = member.first_of(slices); index < member.end_of(slices); ++index) {
        const std::uint64_t first = index * slice, count = std::min(slice, rows - first);
        cpu::gemm(count, hidden, inputs, {features.row<float>(first), inputs},
                  {weights1.data(), inputs, cpu::Transpose::yes}, values.data(), hidden);
        cpu::gemm(count, classes, hidden, {values.data(), hidden},
                  {weights2.data(), hidden, cpu::Transpose::yes}, logits.data(), classes);
      }
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::min(best, seconds.count());
  }
  return best;
}

void evaluate(benchmark::State& state) {
  const Dataset dataset = random_dataset();
  const auto session = open_session(dataset.view());
  const double seconds = seconds_per_iteration(
      state, [&] { benchmark::DoNotOptimize(session->evaluate(dataset.view()).correct); });
  report_rate(state, "Mrows/s", 1e6, rows / seconds, rows / forward_products(dataset.view().features));
}
BENCHMARK(evaluate)->UseRealTime()->Unit(benchmark::kMillisecond);

void predict(benchmark::State& state) {
  const Dataset dataset = random_dataset();
  const auto session = open_session(dataset.view());
  std::vector<float> outputs(rows * classes);
  const double seconds = seconds_per_iteration(state, [&] { session->predict(dataset.view(), outputs); });
  report_rate(state, "Mrows/s", 1e6, rows / seconds, rows / forward_products(dataset.view().features));
}
BENCHMARK(predict)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
