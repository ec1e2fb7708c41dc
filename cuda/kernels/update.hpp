#pragma once

#include <cuda_bf16.h>

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/numeric/update_rule.hpp"
#include "glissade/optimizer.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// Neighbouring elements of one tensor that one block updates. Their gradient is complete in the arena's
/// gradient, or still lies in partial sums: at most 32 elements then.
struct ArenaSegment {
  std::uint64_t offset;
  std::uint32_t count;
  bool is_bias;           ///< no penalty, no decay
  const float* partials;  ///< of the first element; null: none
  std::uint32_t partial_stride;

  static constexpr std::uint32_t most_elements = 1024;
  static constexpr std::uint32_t most_partial_elements = 32;
};

/// What training changes, all [arena size].
struct DeviceArena {
  float* values;
  float* first_moment;   ///< null where the optimizer has none
  float* second_moment;  ///< null where the optimizer has none
  float* gradient;
  __nv_bfloat16* rounded_values;  ///< null but for bf16
};

/// What one step leaves to be summed up.
struct StepPartials {
  std::uint32_t tiles;
  std::uint64_t rows;
  const double* losses;        ///< [tiles × losses]
  const double* correct;       ///< [tiles]; null: 0
  const double* tile_weights;  ///< [tiles]; null: each row weighs 1
  double* squared_norms;       ///< [segments]; used for clipping
};

struct UpdatePass {
  StepTable table;
  DeviceArena arena;
  const ArenaSegment* segments;  ///< in the device's memory
  std::uint32_t segment_count;
  StepPartials partials;
  UpdateKind kind;
  float momentum;
  float epsilon;
  float l1;
  float l2;
  float clip;
};

/// With clipping, before the update: completes the gradient and leaves each segment's squared norm.
void complete_gradient(const Stream& stream, const UpdatePass& pass);

/// Completes the gradient, updates the arena unless the loss or an earlier step of the run was not finite,
/// records the step's sums, and moves on to the next step.
void update(const Stream& stream, const UpdatePass& pass);

}  // namespace glissade::cuda
