#pragma once

#include <string>

#include "glissade/model.hpp"

namespace glissade {

/// Saves the model that a run has come to. If that fails, the model is saved under another name (beside
/// `path`, in the current folder, or in the one for temporary files), so that the run is not lost, and
/// Error(failure) says where.
void save_trained_model(const Model& model, const std::string& path);

}  // namespace glissade
