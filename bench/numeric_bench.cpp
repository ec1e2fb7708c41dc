// Random numbers and permutations for each instruction set, on one thread and, with the fastest, on all.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "numeric/instruction_set.hpp"
#include "numeric/permutation_fill.hpp"
#include "numeric/random_fill.hpp"

namespace glissade {
namespace {

constexpr std::size_t elements = 1 << 14;  // 64 KiB of floats: the cost of drawing, not of memory
constexpr RandomStream stream{.seed = 7, .purpose = RandomPurpose::features, .epoch = 0};

template <class Value>
using Fill = void (*)(const RandomStream&, std::uint64_t, std::span<Value>, InstructionSet);

template <class Value>
void draw(benchmark::State& state, Fill<Value> fill, InstructionSet instruction_set) {
  std::vector<Value> values(elements);
  std::uint64_t first = 0;
  for (auto _ : state) {
    fill(stream, first, values, instruction_set);
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
    first += elements;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(elements));
}

void permute(benchmark::State& state, std::uint64_t rows, InstructionSet instruction_set) {
  const Permutation permutation(rows, 7, 1);
  std::vector<std::uint64_t> values(std::min<std::uint64_t>(rows, elements));
  std::uint64_t first = 0;
  for (auto _ : state) {
    fill_permutation(permutation, first, values, instruction_set);
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
    first = first + 2 * values.size() <= rows ? first + values.size() : 0;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}

void register_for(InstructionSet instruction_set, int threads) {
  const auto add = [&](std::string name, auto function, auto... arguments) {
    name += '/';
    name += name_of(instruction_set);
    benchmark::RegisterBenchmark(name.c_str(), function, arguments..., instruction_set)
        ->Threads(threads)
        ->UseRealTime();
  };
  add("bits", draw<std::uint32_t>, fill_bits);
  add("uniforms", draw<float>, fill_uniforms);
  add("normals", draw<float>, fill_normals);
  for (const std::uint64_t rows : {std::uint64_t{1000}, std::uint64_t{60000}, std::uint64_t{1} << 40})
    add("permutation_" + std::to_string(rows), permute, rows);
}

void register_all() {
  for (const InstructionSet instruction_set : supported_instruction_sets())
    register_for(instruction_set, 1);
  if (omp_get_max_threads() > 1)
    register_for(best_instruction_set(), omp_get_max_threads());
}

}  // namespace
}  // namespace glissade

int main(int argc, char** argv) {
  glissade::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
