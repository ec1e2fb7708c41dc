#include "training/moments/moments_session.hpp"

#include <cmath>

#include "backends/reference/arena_update.hpp"
#include "backends/validate.hpp"
#include "glissade/error.hpp"
#include "training/exact_solver/linear_weights.hpp"
#include "training/moments/conjugate_step.hpp"

namespace glissade {
namespace {

std::vector<RowMoments::Residuals> residuals_of(const RowMoments& moments, const Network& network,
                                                std::span<const double> arena) {
  const auto features = static_cast<Eigen::Index>(network.features());
  std::vector<RowMoments::Residuals> residuals;
  for (Eigen::Index output = 0; output < moments.outputs(); ++output) {
    const Eigen::Map<const Eigen::VectorXd> weights(
        arena.data() + network.weight(0).offset + static_cast<std::uint64_t>(output * features), features);
    residuals.push_back(moments.residuals(
        output, weights, arena[network.bias(0).offset + static_cast<std::uint64_t>(output)]));
  }
  return residuals;
}

Sums as_sums(const RowMoments& moments, std::span<const RowMoments::Residuals> residuals) {
  Sums sums;
  sums.rows = moments.rows();
  sums.weight = static_cast<double>(moments.rows());
  for (const RowMoments::Residuals& output : residuals)
    sums.loss.push_back(output.mean_square * sums.weight);
  return sums;
}

bool is_finite(const Sums& sums) {
  for (const double loss : sums.loss) {
    if (!std::isfinite(loss))
      return false;
  }
  return true;
}

void add(const Sums& step, Sums& total) {
  total.rows += step.rows;
  total.weight += step.weight;
  total.loss.resize(step.loss.size());
  for (std::size_t output = 0; output < step.loss.size(); ++output)
    total.loss[output] += step.loss[output];
}

[[noreturn]] void refuse_rows() {
  throw Error(ErrorKind::usage, "a session on moments has no rows to evaluate or predict");
}

}  // namespace

Sums sums_over(const RowMoments& moments, const Network& network, std::span<const double> arena) {
  return as_sums(moments, residuals_of(moments, network, arena));
}

MomentsSession::MomentsSession(const Network& network, const RowMoments& moments,
                               const OptimizerOptions& options)
    : network_(network), moments_(moments), options_(options) {
  State zeros;
  zeros.arena.assign(network.arena_size(), 0.0);
  restore(zeros);
}

Sums MomentsSession::train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                           const Sums& before) {
  Sums total = before;
  for (std::size_t index = 0; index < scalars.size(); ++index) {
    const Sums step = run_step(first_step + index, scalars[index]);
    if (step.first_nonfinite_step) {
      total.first_nonfinite_step = step.first_nonfinite_step;
      break;
    }
    add(step, total);
  }
  return total;
}

Sums MomentsSession::evaluate(const DatasetView& /*data*/) {
  refuse_rows();
}

void MomentsSession::predict(const DatasetView& /*data*/, std::span<float> /*outputs*/) {
  refuse_rows();
}

void MomentsSession::restore(const State& state) {
  validate_state(network_, options_, state);
  state_ = state;
  if (options_.moment_count() >= 1)
    state_.first_moment.resize(network_.arena_size());
  if (options_.moment_count() >= 2)
    state_.second_moment.resize(network_.arena_size());
  residuals_ = {};
}

Trace MomentsSession::trace(std::uint64_t step, const StepScalars& scalars) {
  Trace trace;
  trace.step = step;
  trace.scalars = scalars;
  trace.before = state_;
  trace.arena_gradient = gradient();
  trace.sums = run_step(step, scalars);
  trace.after = state_;
  return trace;
}

const std::vector<RowMoments::Residuals>& MomentsSession::residuals() {
  if (residuals_.empty())
    residuals_ = residuals_of(moments_, network_, state_.arena);
  return residuals_;
}

Sums MomentsSession::sums() {
  return as_sums(moments_, residuals());
}

std::vector<double> MomentsSession::gradient() {
  const auto features = static_cast<Eigen::Index>(network_.features());
  const double factor = 2.0 / static_cast<double>(moments_.outputs());
  std::vector<double> gradient(network_.arena_size());
  for (Eigen::Index output = 0; output < moments_.outputs(); ++output) {
    const RowMoments::Residuals& of = residuals()[static_cast<std::size_t>(output)];
    const auto place = static_cast<std::uint64_t>(output);
    Eigen::Map<Eigen::VectorXd>(&gradient[network_.weight(0).offset + place * network_.features()],
                                features) =
        factor * (moments_.deviation().cwiseProduct(of.products) + of.mean * moments_.feature_mean());
    gradient[network_.bias(0).offset + place] = factor * of.mean;
  }
  return gradient;
}

Sums MomentsSession::run_step(std::uint64_t step, const StepScalars& scalars) {
  Sums sums = this->sums();
  bool finite = is_finite(sums);
  if (finite && options_.kind == OptimizerKind::conjugate) {
    const double penalty = penalty_of_rows(double{options_.l2}, static_cast<std::size_t>(moments_.outputs()));
    finite = conjugate_step(network_, moments_, penalty, residuals(), state_);
  } else if (finite) {
    finite = reference::update_arena(network_, options_, scalars, gradient(), state_);
  }
  residuals_ = {};
  if (finite)
    state_.step = step + 1;
  else
    sums.first_nonfinite_step = step;
  return sums;
}

}  // namespace glissade
