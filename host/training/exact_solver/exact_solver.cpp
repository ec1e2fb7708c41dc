#include "glissade/exact_solver.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <new>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "text/number_text.hpp"
#include "training/exact_solver/fitted_rows.hpp"
#include "training/exact_solver/linear_weights.hpp"

namespace glissade {

namespace {

ExactSolution with_biases(const NormalEquations& equations, const LinearWeights& weights) {
  ExactSolution solution;
  solution.rank = static_cast<std::uint64_t>(weights.rank);
  solution.dependent_features.assign(weights.dependent.begin(), weights.dependent.end());
  for (Eigen::Index output = 0; output < weights.values.cols(); ++output) {
    const auto column = weights.values.col(output);
    solution.weights.insert(solution.weights.end(), column.begin(), column.end());
    solution.biases.push_back(equations.target_mean[output] - column.dot(equations.feature_mean));
  }
  return solution;
}

ExactSolution solve_table(const Preprocessing& preprocessing, const Table& table, double penalty,
                          int threads) {
  const FittedRows rows(preprocessing, table);
  NormalEquations equations =
      normal_equations(preprocessing, table, rows.selection(), threads, "the exact solution");
  if (const auto weights = solve_normal_equations(equations, penalty, threads))
    return with_biases(equations, *weights);
  equations.correlation.resize(0, 0);  // makes room
  const TriangularSystem system =
      triangular_system(preprocessing, table, rows.selection(), equations, threads);
  return with_biases(equations, solve_triangle(system, equations, penalty, threads));
}

void check_arguments(const Preprocessing& preprocessing, const Table& table, double l2) {
  if (!std::isfinite(l2) || l2 < 0.0) {
    throw Error(ErrorKind::usage, "the penalty l2 is " + format_number(l2), "Give a number from 0 on.");
  }
  const std::size_t outputs = preprocessing.target_mean.size();
  if (outputs == 0 || table.targets.values.size() != table.rows() * outputs) {
    throw Error(ErrorKind::input,
                "the exact solver needs targets that are numbers, one of each for every row",
                "Use it with train linear.");
  }
}

}  // namespace

ExactSolution solve_exact(const Preprocessing& preprocessing, const Table& table, double l2, int threads) {
  check_arguments(preprocessing, table, l2);
  const double penalty = penalty_of_rows(l2, preprocessing.target_mean.size());
  ExactSolution solution;
  try {
    solution = solve_table(preprocessing, table, penalty, thread_count(threads));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::failure, "there is not enough memory for the exact solution",
                "Use {solver} descent, or fewer features ({select}).");
  }
  require_unchanged(table.values.view().data);
  for (const std::vector<double>* numbers : {&solution.weights, &solution.biases}) {
    for (const double number : *numbers) {
      if (!std::isfinite(number)) {
        throw Error(ErrorKind::input,
                    "the exact solution is not finite, because values of the data are too large",
                    "Use other units, or {standardize}.");
      }
    }
  }
  return solution;
}

}  // namespace glissade
