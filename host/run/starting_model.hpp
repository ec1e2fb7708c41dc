#pragma once

#include <optional>
#include <vector>

#include "glissade/model.hpp"
#include "run/run_observer.hpp"
#include "run/run_options.hpp"

namespace glissade {

/// The model of --from, or nothing. Throws Error(input) that names the difference where it is not of the kind
/// and shape asked for.
std::optional<Model> model_to_continue(const RunOptions& options);

/// Descent computes in fp32: rounds the parameters of a model that predicts in double, and says so. Throws
/// Error(input) where one is too large.
void continue_in_single(Model& model, const std::string& path, RunObserver& observer);

/// What training starts from: `from`, or a new network for this preprocessing.
Model starting_model(const RunOptions& options, const std::optional<Model>& from,
                     const Preprocessing& preprocessing);

/// One weight per class; empty where all are 1. Throws Error(usage) for a class that there is not.
std::vector<float> class_weights(const RunOptions& options, const Preprocessing& preprocessing,
                                 const DatasetView& training);

}  // namespace glissade
