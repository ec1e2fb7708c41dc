// The matrix products of a dense step 784-128-10, each beside the rate of large square products. Every thread
// computes its own slice of the result.
#include <benchmark/benchmark.h>

#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/machine_limits.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

constexpr std::uint64_t inputs = 784, hidden = 128, classes = 10;
using cpu::Transpose;

/// result[m × n] from a[m × k], stored transposed or not, and b[k × n].
struct Product {
  std::uint64_t m, n, k;
  Transpose transpose_a = Transpose::no;
};

Product forward(std::uint64_t batch) {
  return {batch, hidden, inputs};
}
Product weight_gradient(std::uint64_t batch) {
  return {inputs, hidden, batch, Transpose::yes};
}
Product hidden_gradient(std::uint64_t batch) {
  return {batch, hidden, classes};
}

void multiply(benchmark::State& state, Product (*product_of)(std::uint64_t batch)) {
  const Product product = product_of(static_cast<std::uint64_t>(state.range(0)));
  const auto threads = static_cast<int>(state.range(1));
  const cpu::AlignedFloats a(product.m * product.k, 0.1f), b(product.k * product.n, 0.1f);
  cpu::AlignedFloats result(product.m * product.n);
  const bool transposed = product.transpose_a == Transpose::yes;
  const double seconds = seconds_of_team(state, threads, [&](const cpu::TeamMember& member) {
    const std::uint64_t row = member.first_of(product.m), rows = member.end_of(product.m) - row;
    cpu::multiply(
        {rows,
         product.n,
         product.k,
         {&a[transposed ? row : row * product.k], transposed ? product.m : product.k, product.transpose_a},
         {b.data(), product.n},
         &result[row * product.n],
         product.n});
  });
  report_rate(state, "GFLOP/s", 1e9, 2.0 * static_cast<double>(product.m * product.n * product.k) / seconds,
              cpu::gemm_rate(threads));
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  one_and_all_threads(benchmark->ArgNames({"batch", "threads"}), {32, 256, 1024});
}
BENCHMARK_CAPTURE(multiply, forward, forward)->Apply(shapes);
BENCHMARK_CAPTURE(multiply, weight_gradient, weight_gradient)->Apply(shapes);
BENCHMARK_CAPTURE(multiply, hidden_gradient, hidden_gradient)->Apply(shapes);

}  // namespace
}  // namespace glissade::bench
