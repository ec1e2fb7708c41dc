#pragma once

#include <memory>
#include <span>

#include "glissade/training.hpp"
#include "training/moments/moments_problem.hpp"
#include "training/moments/moments_session.hpp"

namespace glissade {

/// train() on moments: the same loop, in which each epoch is one step of the full batch. Conjugate gradients
/// stop when the objective is within a thousandth of what chance makes of the exact solution's, or when
/// fp64 tells no difference. `problem` was read with these options. `initial_arena` has network.arena_size()
/// elements.
TrainingResult train_on_moments(const Network& network, const MomentsProblem& problem,
                                std::span<const double> initial_arena, const TrainingOptions& options,
                                const TrainingCallbacks& callbacks = {}, const RunState* resumed = nullptr);

}  // namespace glissade
