// Adam's update of a whole arena: values and moments are read and written, gradients read. The limit is
// copying as many bytes.
#include <benchmark/benchmark.h>

#include <vector>

#include "backends/cpu/optimizer_kernel.hpp"
#include "limits.hpp"
#include "measure.hpp"

namespace glissade::bench {
namespace {

void adam(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  const auto threads = static_cast<int>(state.range(1));
  const OptimizerOptions options;
  const StepScalars scalars{.learning_rate = 0.001f,
                            .beta1 = 0.9f,
                            .one_minus_beta1 = 0.1f,
                            .beta2 = 0.999f,
                            .one_minus_beta2 = 0.001f};
  const auto update = cpu::update_kernel(options, best_instruction_set());
  std::vector<float> values(count, 0.5f), first(count, 0.1f), second(count, 0.1f);
  const std::vector<float> gradients(count, 0.01f);
  const double seconds = seconds_of_team(state, threads, [&](const cpu::TeamMember& member) {
    const std::uint64_t start = member.first_of(count), own = member.end_of(count) - start;
    update({options, scalars, 1.0f},
           {&values[start], &first[start], &second[start], &gradients[start], own, false});
  });
  const auto bytes = 7 * sizeof(float) * count;
  report_rate(state, "GB/s", 1e9, static_cast<double>(bytes) / seconds,
              read_and_write_rate(threads, 4 * sizeof(float) * count / static_cast<std::uint64_t>(threads)));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  one_and_all_threads(benchmark->ArgNames({"parameters", "threads"}), {101'770, 20'000'000});
}
BENCHMARK(adam)->Apply(sizes);

}  // namespace
}  // namespace glissade::bench
