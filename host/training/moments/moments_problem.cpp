#include "training/moments/moments_problem.hpp"

#include <algorithm>
#include <new>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "training/exact_solver/fitted_rows.hpp"
#include "training/exact_solver/linear_weights.hpp"
#include "training/exact_solver/pivoted_qr.hpp"
#include "training/moments/moments_session.hpp"

namespace glissade {
namespace {

RowMoments moments_of(const Preprocessing& preprocessing, const Table& table, int threads) {
  const FittedRows rows(preprocessing, table);
  RowMoments moments(rows.selection().count,
                     normal_equations(preprocessing, table, rows.selection(), threads, "descent on moments"));
  require_unchanged(table.values.view().data);
  return moments;
}

std::vector<double> arena_of(const Network& network, const RowMoments& moments,
                             const LinearWeights& weights) {
  std::vector<double> arena(network.arena_size());
  std::copy_n(weights.values.data(), weights.values.size(), &arena[network.weight(0).offset]);
  for (Eigen::Index output = 0; output < moments.outputs(); ++output)
    arena[network.bias(0).offset + static_cast<std::uint64_t>(output)] =
        moments.target_mean()[output] - weights.values.col(output).dot(moments.feature_mean());
  return arena;
}

/// Conjugate gradients stop by the exact solution, and get as near as the rows allow; other optimizers do
/// not come to where it would matter.
void solve(MomentsProblem& problem, const Preprocessing& preprocessing, const Network& network,
           const Table& training, const TrainingOptions& options) {
  RowMoments& moments = problem.training;
  const int threads = thread_count(options.threads);
  if (options.l1 > 0.0)
    return;
  if (const auto weights = solve_normal_equations(moments.equations(), problem.penalty, threads)) {
    problem.exact_arena = arena_of(network, moments, *weights);
    return;
  }
  if (kind_of(options.optimizer) != OptimizerKind::conjugate)
    return;
  const FittedRows rows(preprocessing, training);
  TriangularSystem triangle =
      triangular_system(preprocessing, training, rows.selection(), moments.equations(), threads);
  require_unchanged(training.values.view().data);
  problem.exact_arena =
      arena_of(network, moments, solve_triangle(triangle, moments.equations(), problem.penalty, threads));
  moments.use(
      eliminate(std::move(triangle.triangle), std::move(triangle.right), triangle.roundings, threads));
}

}  // namespace

double MomentsProblem::objective(const Network& network, std::span<const double> arena) const {
  return objective(network, arena, sums_over(training, network, arena));
}

double MomentsProblem::objective(const Network& network, std::span<const double> arena,
                                 const Sums& sums) const {
  double objective = 0.0;
  for (std::size_t output = 0; output < unit.size(); ++output) {
    double squares = 0.0;
    const auto weights =
        arena.subspan(network.weight(0).offset + output * network.features(), network.features());
    for (const double weight : weights)
      squares += weight * weight;
    objective += unit[output] * (sums.loss[output] / sums.weight + penalty * squares);
  }
  return objective / static_cast<double>(unit.size());
}

double MomentsProblem::target_variance() const {
  double variance = 0.0;
  for (std::size_t output = 0; output < unit.size(); ++output)
    variance += unit[output] * training.target_variance()[static_cast<Eigen::Index>(output)];
  return variance / static_cast<double>(unit.size());
}

MomentsProblem read_moments(const Preprocessing& preprocessing, const Network& network, const Table& training,
                            const Table* validation, const TrainingOptions& options) {
  const int threads = thread_count(options.threads);
  try {
    MomentsProblem problem{moments_of(preprocessing, training, threads), {}, {}, 0.0, {}};
    if (validation != nullptr)
      problem.validation = moments_of(preprocessing, *validation, threads);
    for (const double scale : preprocessing.target_scale)
      problem.unit.push_back(scale * scale);
    // Steps have the penalty in fp32.
    problem.penalty = penalty_of_rows(double{static_cast<float>(options.l2)}, network.outputs());
    solve(problem, preprocessing, network, training, options);
    return problem;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::failure, "there is not enough memory for the moments of the rows",
                "Use {solver} descent, or fewer features ({select}).");
  }
}

MomentsOutcome moments_outcome(const MomentsProblem& problem, const Network& network,
                               std::span<const double> arena) {
  const Sums sums = sums_over(problem.training, network, arena);
  const Eigen::VectorXd& variance = problem.training.target_variance();
  const auto outputs = static_cast<double>(problem.unit.size());
  MomentsOutcome outcome;
  double r2 = 0.0;
  for (std::size_t output = 0; output < problem.unit.size(); ++output) {
    const double mean_square = sums.loss[output] / sums.weight;
    outcome.loss += problem.unit[output] * mean_square / outputs;
    r2 += (1.0 - mean_square / variance[static_cast<Eigen::Index>(output)]) / outputs;
  }
  if (variance.minCoeff() > 0.0)
    outcome.r2 = r2;
  if (problem.exact_arena) {
    outcome.exact_objective = problem.objective(network, *problem.exact_arena);
    outcome.excess = std::max(problem.objective(network, arena) - *outcome.exact_objective, 0.0);
  }
  return outcome;
}

}  // namespace glissade
