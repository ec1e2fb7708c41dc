#include "training/moments/conjugate_step.hpp"

#include <cmath>

namespace glissade {
namespace {

using Vector = Eigen::Map<Eigen::VectorXd>;

/// An output's part of an array that is laid out as the arena.
Vector weights_of(const Network& network, Eigen::Index output, std::vector<double>& arena) {
  const auto features = static_cast<Eigen::Index>(network.features());
  return {arena.data() + network.weight(0).offset + static_cast<std::uint64_t>(output * features), features};
}

/// The objective's curvature along each coordinate.
Eigen::VectorXd curvatures(const RowMoments& moments, double penalty) {
  Eigen::VectorXd curvature = Eigen::VectorXd::Ones(moments.features());
  if (penalty > 0.0)
    curvature += penalty * moments.coordinates().squared_scales();
  return curvature;
}

/// The last direction bent so that it is conjugate to itself: no step undoes what one before has gained.
/// Rounding can turn it uphill; then it starts again down the gradient.
Eigen::VectorXd next_direction(const Eigen::VectorXd& gradient, const Eigen::VectorXd& curvature,
                               const Vector& last, const Vector& last_product) {
  Eigen::VectorXd down = -gradient.cwiseQuotient(curvature);
  const double along = last.dot(last_product);
  if (!(along > 0.0))
    return down;
  Eigen::VectorXd direction = down - (down.dot(last_product) / along) * last;
  return direction.dot(gradient) < 0.0 ? direction : down;
}

bool step_of_output(const Network& network, const RowMoments& moments, double penalty, Eigen::Index output,
                    const RowMoments::Residuals& residuals, State& state) {
  Vector weights = weights_of(network, output, state.arena);
  Vector direction = weights_of(network, output, state.first_moment);
  Vector product = weights_of(network, output, state.second_moment);
  const StepCoordinates& coordinates = moments.coordinates();
  Eigen::VectorXd gradient = residuals.slopes;
  if (penalty > 0.0)
    gradient += penalty * coordinates.pulled_back(weights);
  const Eigen::VectorXd next = next_direction(gradient, curvatures(moments, penalty), direction, product);
  const Eigen::VectorXd change = coordinates.weights(next);
  Eigen::VectorXd next_product = moments.curved(next);
  if (penalty > 0.0)
    next_product += penalty * coordinates.pulled_back(change);
  const double along = next.dot(next_product);
  const double distance = along > 0.0 ? -gradient.dot(next) / along : 0.0;
  const Eigen::VectorXd moved = weights + distance * change;
  const double bias = moments.target_mean()[output] - moved.dot(moments.feature_mean());
  if (!moved.allFinite() || !next.allFinite() || !next_product.allFinite() || !std::isfinite(bias))
    return false;
  weights = moved;
  direction = next;
  product = next_product;
  state.arena[network.bias(0).offset + static_cast<std::uint64_t>(output)] = bias;
  return true;
}

}  // namespace

bool conjugate_step(const Network& network, const RowMoments& moments, double penalty,
                    std::span<const RowMoments::Residuals> residuals, State& state) {
  bool finite = true;
  for (Eigen::Index output = 0; output < moments.outputs(); ++output)
    finite &=
        step_of_output(network, moments, penalty, output, residuals[static_cast<std::size_t>(output)], state);
  return finite;
}

}  // namespace glissade
