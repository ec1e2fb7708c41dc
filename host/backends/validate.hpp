#pragma once

#include <span>
#include <string_view>

#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "glissade/network.hpp"

/// What every backend refuses, in the same words. All throw Error(usage) where nothing else is said.
namespace glissade {

/// Data that can be evaluated (`need_targets`) or predicted on. Data without rows always can.
void validate_data(const Network& network, const DatasetView& data, bool need_targets);

/// What Session::predict is given.
void validate_prediction(const Network& network, const DatasetView& data, std::span<const float> outputs);

/// What Backend::open is given.
void validate_session(const Network& network, const DatasetView& data, const SessionOptions& options);

/// What a `device` that generates no data is given.
void validate_in_memory(std::string_view device, const DatasetView& data);

/// What a `device` that has no precision to choose is given. Throws Error(device).
void validate_fp32(std::string_view device, Precision precision);

/// What Session::train and trace need: rows.
void validate_training(const DatasetView& data);

/// What Session::restore is given: sizes only.
void validate_state(const Network& network, const OptimizerOptions& options, const State& state);

}  // namespace glissade
