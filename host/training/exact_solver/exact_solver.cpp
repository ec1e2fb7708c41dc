#include "glissade/exact_solver.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <new>
#include <optional>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/missing.hpp"
#include "text/number_text.hpp"
#include "training/exact_solver/normal_equations.hpp"
#include "training/exact_solver/pivoted_qr.hpp"
#include "training/exact_solver/triangular_system.hpp"

namespace glissade {

namespace {

/// The system in coordinates v = width · w in which the matrix has a unit diagonal: with width² = variance +
/// penalty, (C + penalty·I)·w = c becomes (width⁻¹·(C + penalty·I)·width⁻¹)·v = width⁻¹·c.
struct ScaledSystem {
  Eigen::VectorXd width;
  RowMajorMatrix matrix;
  Eigen::MatrixXd right;
};

Eigen::VectorXd widths(const NormalEquations& equations, double penalty) {
  const Eigen::VectorXd width = (equations.feature_variance.array() + penalty).sqrt();
  return (width.array() > 0.0).select(width, 1.0);
}

ScaledSystem scale_system(const NormalEquations& equations, double penalty) {
  const Eigen::VectorXd deviation = equations.feature_variance.cwiseSqrt();
  ScaledSystem system;
  system.width = widths(equations, penalty);
  const Eigen::VectorXd share = deviation.cwiseQuotient(system.width);
  system.matrix = share.asDiagonal() * equations.correlation * share.asDiagonal();
  system.matrix.diagonal().array() += penalty / system.width.array().square();
  system.right = share.asDiagonal() * equations.cross;
  return system;
}

/// Whether the normal equations, which square the condition of the features, can be trusted: nothing is left
/// over but features that do not vary.
bool is_enough(const PivotedFactor& cholesky, const NormalEquations& equations) {
  return std::ranges::all_of(cholesky.dependent,
                             [&](Eigen::Index i) { return equations.feature_variance[i] == 0.0; });
}

/// The share of its variance that must be left of every feature by the others. Weights then keep half of
/// their digits at worst, and predictions three quarters.
constexpr double least_share = 0x1p-20;

struct Weights {
  Eigen::MatrixXd values;  // [features × outputs]
  Eigen::Index rank = 0;
  std::vector<Eigen::Index> dependent;
};

/// Nothing where the condition asks for more.
std::optional<Weights> solve_normal_equations(const NormalEquations& equations, double penalty, int threads) {
  const auto solution = [](const ScaledSystem& system, const PivotedFactor& factor) {
    return Eigen::MatrixXd(system.width.cwiseInverse().asDiagonal() * solve(factor, system.right));
  };
  const ScaledSystem plain = scale_system(equations, 0.0);
  const PivotedFactor cholesky = factorize(plain.matrix, least_share, threads);
  if (!is_enough(cholesky, equations))
    return std::nullopt;
  Weights weights{{}, cholesky.rank(), cholesky.dependent};
  if (penalty == 0.0) {
    weights.values = solution(plain, cholesky);
  } else {
    const ScaledSystem penalised = scale_system(equations, penalty);
    weights.values = solution(penalised, factorize(penalised.matrix, 0.0, threads));
  }
  return weights;
}

/// The penalty is as good as rows of their own: √penalty times each weight, whose target is 0.
PivotedQr eliminate_penalised(const TriangularSystem& system, const NormalEquations& equations,
                              double penalty, const Eigen::VectorXd& width, int threads) {
  const Eigen::VectorXd share = equations.feature_variance.cwiseSqrt().cwiseQuotient(width);
  const Eigen::Index features = width.size();
  Eigen::MatrixXd matrix(2 * features, features);
  matrix.topRows(features) = system.triangle * share.asDiagonal();
  matrix.bottomRows(features) = (std::sqrt(penalty) * width.cwiseInverse()).asDiagonal();
  Eigen::MatrixXd right = Eigen::MatrixXd::Zero(2 * features, system.right.cols());
  right.topRows(features) = system.right;
  return eliminate(std::move(matrix), std::move(right), system.roundings, threads);
}

Weights solve_triangle(const TriangularSystem& system, const NormalEquations& equations, double penalty,
                       int threads) {
  const PivotedQr plain = eliminate(system.triangle, system.right, system.roundings, threads);
  const Eigen::VectorXd width = widths(equations, penalty);
  Weights weights{{}, plain.factor.rank(), plain.factor.dependent};
  weights.values = penalty == 0.0
                       ? solve(plain, width)
                       : solve(eliminate_penalised(system, equations, penalty, width, threads), width);
  return weights;
}

ExactSolution with_biases(const NormalEquations& equations, const Weights& weights) {
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

ExactSolution solve_rows(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                         double penalty, int threads) {
  NormalEquations equations = normal_equations(preprocessing, table, rows, threads);
  if (const auto weights = solve_normal_equations(equations, penalty, threads))
    return with_biases(equations, *weights);
  equations.correlation.resize(0, 0);  // makes room
  const TriangularSystem system = triangular_system(preprocessing, table, rows, equations, threads);
  return with_biases(equations, solve_triangle(system, equations, penalty, threads));
}

/// Rows with missing values are left out where the preprocessing drops them.
ExactSolution solve_table(const Preprocessing& preprocessing, const Table& table, double penalty,
                          int threads) {
  std::vector<std::uint64_t> kept;
  RowSelection rows{table.rows(), {}};
  if (preprocessing.impute == Impute::drop) {
    kept = complete_rows(table);
    rows.count = kept.size();
    if (kept.size() < table.rows())
      rows.list = kept;
  }
  if (rows.count == 0)
    throw Error(ErrorKind::input, "there are no rows to fit a linear model to");
  return solve_rows(preprocessing, table, rows, penalty, threads);
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
  // The objective divides squared errors by rows and outputs, the normal equations here by rows; twice the
  // penalty's ½ remains.
  const double penalty = l2 / 2.0 * static_cast<double>(preprocessing.target_mean.size());
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
