#pragma once

#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "backends/cpu/team.hpp"

namespace glissade::bench {

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Runs the benchmark's loop and returns the mean seconds of one iteration.
template <class Body>
double seconds_per_iteration(benchmark::State& state, const Body& body) {
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state)
    body();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return seconds.count() / static_cast<double>(state.iterations());
}

/// The same of a body that every member of a team does its own part of. Calls it so often in one iteration
/// that starting the team takes no part of the time, and returns the mean seconds of one call.
template <class Body>
double seconds_of_team(benchmark::State& state, int threads, const Body& body) {
  const auto call = [&](std::uint64_t calls) {
    const auto start = std::chrono::steady_clock::now();
    cpu::run_team(threads, [&](const cpu::TeamMember& member) {
      for (std::uint64_t index = 0; index < calls; ++index)
        body(member);
    });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const double single = std::min({call(10), call(10), call(10)}) / 10;
  const std::uint64_t calls = 1 + static_cast<std::uint64_t>(2e-3 / single);
  const double seconds = seconds_per_iteration(state, [&] { call(calls); }) / static_cast<double>(calls);
  state.counters["call_us"] = 1e6 * seconds;
  return seconds;
}

/// One thread, and all where there are more.
inline void one_and_all_threads(benchmark::internal::Benchmark* benchmark,
                                const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> threads{1};
  if (omp_get_max_threads() > 1)
    threads.push_back(omp_get_max_threads());
  benchmark->ArgsProduct({sizes, threads})->UseRealTime();
}

/// Reports a rate beside the limit that was measured in the same run.
inline void report_rate(benchmark::State& state, const char* unit, double unit_size, double rate,
                        double limit) {
  state.counters[unit] = rate / unit_size;
  state.counters["limit"] = limit / unit_size;
  state.counters["of_limit"] = rate / limit;
}

}  // namespace glissade::bench
