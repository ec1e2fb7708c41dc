#include "glissade/exact_solver.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t features = 6;

}  // namespace

SmallRegression::SmallRegression() : network(features, {}, 1, Activation::relu, Loss::squared_error) {
  SourceOptions source;
  source.data = "synthetic:linear,rows=200,features=6,noise=0.5,bias=1,seed=5";
  Table table = read_source(source);
  const Preprocessing preprocessing = fit_preprocessing(table, false, {}, 1);
  const ExactSolution solution = solve_exact(preprocessing, table, 0.0, 1);
  exact_arena.assign(network.arena_size(), 0.0);
  for (std::uint64_t feature = 0; feature < features; ++feature)
    exact_arena[network.weight(0).offset + feature] = static_cast<float>(solution.weights[feature]);
  exact_arena[network.bias(0).offset] = static_cast<float>(solution.biases[0]);
  data = apply_preprocessing(preprocessing, std::move(table), 1).dataset;
}

}  // namespace glissade::verification
