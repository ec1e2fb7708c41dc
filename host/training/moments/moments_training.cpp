#include "training/moments/moments_training.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "training/training_checks.hpp"
#include "training/training_loop.hpp"

namespace glissade {
namespace {

/// Says of a session whether it has converged.
class Convergence {
 public:
  Convergence(const Network& network, const MomentsProblem& problem, MomentsSession& session)
      : network_(network), problem_(problem), session_(session) {
    if (!problem.exact_arena)
      return;
    // Chance leaves (features + 1)/rows of the loss in the coefficients; what is far below it is of no use.
    const auto rows = static_cast<double>(problem.training.rows());
    const double chance = std::min(1.0, static_cast<double>(network.features() + 1) / rows);
    const double exact = problem.objective(network, *problem.exact_arena);
    enough_ = exact + 1e-3 * chance * exact + 1e-12 * problem.target_variance();
  }

  bool operator()() const {
    return problem_.objective(network_, session_.state().arena, session_.sums()) <= enough_ || is_flat();
  }

 private:
  /// Whether every gradient is within its own rounding: products of correlations, at most 1, with weights.
  bool is_flat() const {
    const RowMoments& moments = problem_.training;
    const State state = session_.state();
    for (Eigen::Index output = 0; output < moments.outputs(); ++output) {
      const auto place = static_cast<std::uint64_t>(output);
      const Eigen::Map<const Eigen::VectorXd> weights(
          &state.arena[network_.weight(0).offset + place * network_.features()], moments.features());
      const double rounding =
          std::numeric_limits<double>::epsilon() * (moments.deviation().cwiseProduct(weights).lpNorm<1>() +
                                                    std::sqrt(moments.target_variance()[output]));
      Eigen::VectorXd gradient = session_.residuals()[place].slopes;
      if (problem_.penalty > 0.0)
        gradient += problem_.penalty * moments.coordinates().pulled_back(weights);
      if (gradient.lpNorm<Eigen::Infinity>() > rounding)
        return false;
    }
    return true;
  }

  const Network& network_;
  const MomentsProblem& problem_;
  MomentsSession& session_;
  double enough_ = -1.0;
};

Validation validation_of(const Network& network, const MomentsProblem& problem,
                         const TrainingOptions& options) {
  if (!problem.validation)
    return {};
  const RowMoments& rows = *problem.validation;
  const Eigen::VectorXd variation = rows.target_variance() * static_cast<double>(rows.rows());
  return {network, [&](Session& session) { return sums_over(rows, network, session.state().arena); },
          std::vector<double>(variation.begin(), variation.end()), options.target_scale};
}

}  // namespace

TrainingResult train_on_moments(const Network& network, const MomentsProblem& problem,
                                std::span<const double> initial_arena, const TrainingOptions& options,
                                const TrainingCallbacks& callbacks, const RunState* resumed) {
  const std::uint64_t rows = problem.training.rows();
  TrainingOptions full = options;
  full.batch_size = rows;
  check_training_options(network, rows, problem.validation ? ValidationRows::weighted : ValidationRows::none,
                         full);
  if (resumed != nullptr)
    check_resumption(network, rows, full, *resumed);
  auto session = std::make_unique<MomentsSession>(network, problem.training, optimizer_options(full));
  if (resumed == nullptr) {
    State start;
    start.arena.assign(initial_arena.begin(), initial_arena.end());
    session->restore(start);
  }
  LoopSubject subject;
  if (kind_of(options.optimizer) == OptimizerKind::conjugate)
    subject.has_converged = Convergence(network, problem, *session);
  subject.session = std::move(session);
  subject.rows = rows;
  subject.validation = validation_of(network, problem, full);
  subject.keeps_double = true;
  return run_training_loop(std::move(subject), network, full, callbacks, resumed);
}

}  // namespace glissade
