#include "backends/cpu/parameters.hpp"

#include <algorithm>

namespace glissade::cpu {
namespace {

std::vector<double> widened(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

void assign_rounded(const std::vector<double>& from, std::vector<float>& to) {
  if (from.empty()) {
    std::ranges::fill(to, 0.0f);
  } else {
    std::ranges::transform(from, to.begin(), [](double value) { return static_cast<float>(value); });
  }
}

}  // namespace

Parameters::Parameters(const Network& network, const OptimizerOptions& optimizer)
    : arena(network.arena_size()),
      first_moment(optimizer.moment_count() >= 1 ? network.arena_size() : 0),
      second_moment(optimizer.moment_count() >= 2 ? network.arena_size() : 0) {}

State Parameters::state(std::uint64_t step) const {
  return {step, widened(arena), widened(first_moment), widened(second_moment)};
}

void Parameters::restore(const State& state) {
  assign_rounded(state.arena, arena);
  assign_rounded(state.first_moment, first_moment);
  assign_rounded(state.second_moment, second_moment);
}

}  // namespace glissade::cpu
