#include <algorithm>
#include <cmath>
#include <numeric>

#include "verification/bounds/bounds.hpp"
#include "verification/self_checks/propagated_gradient.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

/// Of parameter `index` of the one layer, for the residual of `row`: its feature, or 1 for the bias.
double factor(const SmallRegression& problem, std::uint64_t row, std::uint64_t index) {
  const std::uint64_t features = problem.network.features();
  return index < features ? problem.data.features.view().at(row, index) : 1.0;
}

/// The exact gradient where every parameter of the exact solution is off by its rounding to fp32: |H|·u|w|,
/// with H the second derivatives of the mean square.
double gradient_of_rounding(const SmallRegression& problem, std::uint64_t index) {
  const std::uint64_t features = problem.network.features();
  const std::uint64_t rows = problem.data.view().rows();
  double gradient = 0.0;
  for (std::uint64_t other = 0; other <= features; ++other) {
    double second_derivative = 0.0;
    for (std::uint64_t row = 0; row < rows; ++row)
      second_derivative += factor(problem, row, index) * factor(problem, row, other);
    second_derivative *= 2.0 / static_cast<double>(rows);
    const std::uint64_t place =
        other < features ? problem.network.weight(0).offset + other : problem.network.bias(0).offset;
    gradient += std::fabs(second_derivative) * unit_roundoff * std::fabs(problem.exact_arena[place]);
  }
  return gradient;
}

/// The full batch at the exact solution, as the device sees it.
Trace traced_at_solution(const Backend& backend, const SmallRegression& problem,
                         const SessionOptions& options) {
  const std::unique_ptr<Session> session = backend.open(problem.network, problem.data.view(), options);
  State solved;
  solved.arena = problem.exact_arena;
  session->restore(solved);
  Trace trace = session->trace(0, {});
  // What it is held against must not depend on what the device says that it used.
  trace.rows.resize(problem.data.view().rows());
  std::iota(trace.rows.begin(), trace.rows.end(), std::uint64_t{0});
  trace.before = solved;
  trace.arena_gradient.resize(problem.network.arena_size());
  return trace;
}

}  // namespace

VerificationCheck check_gradient_at_exact_solution(const VerifiedRun& run, const Backend& backend) {
  const SmallRegression problem;
  const DatasetView data = problem.data.view();
  SessionOptions options;
  options.optimizer.kind = OptimizerKind::sgd;
  options.batch_size = problem.data.view().rows();
  options.threads = run.session.threads;
  options.precision = run.session.precision;
  const Trace trace = traced_at_solution(backend, problem, options);
  const PropagatedStep expected = propagated_step({problem.network, data, options, trace});
  VerificationCheck check{.name = "exact_solution.gradient",
                          .limit = 1.0,
                          .meaning = "of the bound on the gradient at least squares"};
  for (const ParameterTensor& tensor : problem.network.tensors()) {
    for (std::uint64_t element = 0; element < tensor.size(); ++element) {
      const std::uint64_t place = tensor.offset + element;
      const double rounding = radius(expected.gradient[place]);
      const double solution =
          gradient_of_rounding(problem, tensor.is_bias ? problem.network.features() : element);
      raise_figure(check, std::fabs(trace.arena_gradient[place]) / (rounding + solution));
    }
  }
  return check;
}

}  // namespace glissade::verification
