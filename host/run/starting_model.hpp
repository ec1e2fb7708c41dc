#pragma once

#include <optional>
#include <vector>

#include "glissade/model.hpp"
#include "glissade/run_observer.hpp"
#include "options/run_options.hpp"

namespace glissade {

/// The model of `options.from`, or nothing. Throws Error(input), naming the difference, if it is not of the
/// kind and shape asked for.
std::optional<Model> model_to_continue(const RunOptions& options);

/// Rounds the parameters of a model that predicts in double to fp32, in which descent computes, and notes it.
/// Throws Error(input) if one is too large.
void continue_in_single(Model& model, const std::string& path, RunObserver& observer);

/// The model that training starts from: `from`, or a new network for this preprocessing.
Model starting_model(const FitOptions& options, const std::optional<Model>& from,
                     const Preprocessing& preprocessing);

/// One weight per class; empty if all are 1. Throws Error(usage) if a weight's class is not in the data.
std::vector<float> class_weights(const FitOptions& options, const Preprocessing& preprocessing,
                                 const DatasetView& training);

}  // namespace glissade
