#pragma once

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/synthetic_source.hpp"

/// The rows of a synthetic source (glissade/synthetic_source.hpp), with the bits that the host would draw.
namespace glissade::cuda {

/// features[rows × features] of either kind; `centers` as SyntheticData has them, on the device.
void generate_features(const Stream& stream, const SyntheticSource& source, const float* centers,
                       float* features);

/// targets[rows × targets] of a linear source, from its features; `weights` as SyntheticData has them, on
/// the device.
void generate_linear_targets(const Stream& stream, const SyntheticSource& source, const double* weights,
                             const float* features, float* targets);

}  // namespace glissade::cuda
