#pragma once

#include "glissade/model.hpp"

namespace glissade {

/// A model file may hold what these accept, and nothing else, whether it is written or read. They throw
/// Error(usage) that says which part does not fit the others.
void check_preprocessing(const Preprocessing& preprocessing);
/// Preprocessing and network must speak of the same features and outputs.
void check_fit(const Preprocessing& preprocessing, const Network& network);
/// All of it.
void check_model(const Model& model);

}  // namespace glissade
