#include "run/exact_run.hpp"

#include <algorithm>
#include <chrono>
#include <span>

#include "run/predictor.hpp"
#include "text/list.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

/// The solution as a model's parameters.
std::vector<double> arena_of(const Network& network, const ExactSolution& solution) {
  std::vector<double> arena(network.arena_size());
  std::ranges::copy(solution.weights, &arena[network.weight(0).offset]);
  std::ranges::copy(solution.biases, &arena[network.bias(0).offset]);
  return arena;
}

std::string describe_dependence(const ExactSolution& solution, const std::vector<std::string>& features) {
  constexpr std::size_t most_names = 10;
  const std::vector<std::uint64_t>& dependent = solution.dependent_features;
  std::vector<std::string> named;
  for (const std::uint64_t feature : std::span(dependent).first(std::min(dependent.size(), most_names)))
    named.push_back(features[feature]);
  std::string names = joined(named);
  if (dependent.size() > most_names)
    names += " and " + grouped(dependent.size() - most_names) + " more";
  return "the features have rank " + std::to_string(solution.rank) + " of " +
         std::to_string(features.size()) + "; these depend on the others: " + names;
}

}  // namespace

void solve(Preparation& run, const FitOptions& options, const Table& training, RunObserver& observer) {
  const auto start = std::chrono::steady_clock::now();
  run.exact = solve_exact(run.model.preprocessing, training, options.training.l2.value_or(0.0),
                          options.training.threads);
  run.exact_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.model.arena = {};
  run.model.arena64 = arena_of(run.model.network, *run.exact);
  if (!run.exact->dependent_features.empty())
    observer.note("note: " + describe_dependence(*run.exact, run.model.preprocessing.feature_names()));
}

RunResult exact_result(const Preparation& run, const FitOptions& options) {
  RunResult result;
  result.chosen = run.chosen;
  result.device = run.device.backend->name();
  result.device_reason = run.device.reason;
  result.exact = run.exact;
  result.training.seconds = run.exact_seconds;
  result.metrics_of_validation = run.validation.has_value();
  const PreparedSource& judged = run.validation ? *run.validation : run.training;
  Predictor predictor(run.model, judged, *run.device.backend, options.training.threads);
  result.metrics = regression_metrics(predictor.values(0, judged.rows()), judged.targets,
                                      run.model.preprocessing.target_names);
  return result;
}

}  // namespace glissade
