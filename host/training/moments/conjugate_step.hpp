#pragma once

#include <span>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"
#include "training/moments/row_moments.hpp"

namespace glissade {

/// A step of conjugate gradients on the mean squared error plus `penalty`·Σw², for each output by itself,
/// from where `residuals` were taken, in RowMoments::coordinates(), which do for collinear features what
/// standardising does for scales. `state.first_moment` holds the direction of the last step there, zero at
/// first, and `second_moment` its product with the curvature. The bias takes its best value. Returns whether
/// all results are finite; otherwise the output whose are not keeps its state.
bool conjugate_step(const Network& network, const RowMoments& moments, double penalty,
                    std::span<const RowMoments::Residuals> residuals, State& state);

}  // namespace glissade
