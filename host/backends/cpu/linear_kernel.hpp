#pragma once

#include <cstdint>

#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// Rows whose residuals are computed together, then used for the gradient while they are in the first-level
/// cache.
inline constexpr std::uint64_t linear_block_rows = 8;

/// One target, no hidden layer: what a block of rows adds to loss and gradient, each row read from memory
/// once.
struct LinearBlock {
  const float* rows[linear_block_rows];  ///< `features` floats each; unused ones repeat a valid row
  /// Rows of a later block, fetched into the cache meanwhile: eight rows read side by side defeat the
  /// hardware's prefetcher (11 GB/s a core without, 30 GB/s with, at 64 features).
  const float* rows_ahead[linear_block_rows];
  float targets[linear_block_rows];
  std::uint64_t count = 0;  ///< rows in use, 1 … linear_block_rows
};

struct LinearParameters {
  const float* weights;
  float bias;
  std::uint64_t features;
  float gradient_scale;  ///< 2 / batch rows
};

/// By position in the block; added up once, at the end of a run of blocks.
struct LinearTotals {
  double squared_error[linear_block_rows] = {};
  float bias_gradient[linear_block_rows] = {};
  float* weight_gradient = nullptr;  ///< [features], accumulated into
};

/// Where a trace is wanted: prediction and its gradient per row of the block; null otherwise.
struct LinearRecord {
  float* outputs = nullptr;
  float* gradients = nullptr;
};

using LinearKernel = void (*)(const LinearParameters&, const LinearBlock&, LinearTotals&,
                              const LinearRecord&);

LinearKernel linear_kernel(InstructionSet instruction_set, std::uint64_t features);

}  // namespace glissade::cpu
