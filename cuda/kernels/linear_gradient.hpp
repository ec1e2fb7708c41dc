#pragma once

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "kernels/gather_batch.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// Linear regression of one target: loss and gradient of a batch with one read of each row.
struct LinearPass {
  StepTable table;
  bool is_natural_order;    ///< a full batch
  std::uint64_t tile_rows;  ///< rows of a block; of each, partial sums
  std::uint64_t batch_rows;
  StoredFeatures stored;
  const float* targets;
  const float* weights;
  const float* bias;
  float gradient_scale;  ///< LossTraits::gradient_scale of the batch
  float* partials;       ///< [tiles × (columns + 1)]: gradient of the weights, then of the bias
  double* tile_losses;   ///< [tiles]
  // For a trace; null in training.
  std::uint64_t* rows;      ///< [batch rows]
  float* outputs;           ///< [batch rows]
  float* output_gradients;  ///< [batch rows]

  std::uint64_t tiles() const { return divided_up(batch_rows, tile_rows); }
};

/// The most columns for which there is such a kernel, and the fewest rows for which it pays.
inline constexpr std::uint64_t most_linear_columns = 8192;
inline constexpr std::uint64_t fewest_linear_rows = 32;

/// Rows of a tile; depends on the shape alone.
std::uint64_t linear_tile_rows(std::uint64_t columns, std::uint64_t batch_rows);

/// Roundings that one term passes through in the dot product of a row, and in a gradient over the batch.
std::uint64_t linear_dot_depth(std::uint64_t columns);
std::uint64_t linear_row_sum_depth(std::uint64_t columns, std::uint64_t batch_rows);

void linear_gradient(const Stream& stream, const LinearPass& pass);

}  // namespace glissade::cuda
