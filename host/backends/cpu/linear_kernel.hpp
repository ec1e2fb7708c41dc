#pragma once

#include <cstdint>

#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// Rows whose gradients are added up as one tree of pairs.
inline constexpr std::uint64_t linear_block_rows = 8;

/// Rows that follow each other in memory.
struct NeighbouringRows {
  const float* first;
  std::uint64_t features;

  const float* row(std::uint64_t index) const { return first + index * features; }
  /// As an address alone, which may lie past the last row.
  const void* address(std::uint64_t index, std::uint64_t column) const {
    return reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(first) +
                                         (index * features + column) * sizeof(float));
  }
};

/// Rows anywhere. The list goes on for a panel past the last row of a run, with those that come next.
struct ListedRows {
  const float* const* rows;

  const float* row(std::uint64_t index) const { return rows[index]; }
  const void* address(std::uint64_t index, std::uint64_t column) const { return rows[index] + column; }
};

/// Rows that a kernel goes through in panels: it reads a panel from memory for the residuals, one row after
/// the other, since rows read side by side defeat the hardware's prefetcher, and meanwhile fetches the next
/// panel; and reads it again for its part of the gradient while it is in the first-level cache.
template <class Rows>
struct LinearRun {
  Rows rows;
  std::uint64_t count;   ///< a multiple of linear_block_rows for neighbouring rows
  const float* targets;  ///< [count], as are the others; all have room for whole blocks
  float* outputs;        ///< the predictions
  float* gradients;      ///< of the predictions
};

struct LinearParameters {
  const float* weights;
  float bias;
  std::uint64_t features;
  std::uint64_t panel_rows;  ///< a multiple of linear_block_rows
  float gradient_scale;      ///< LossTraits::gradient_scale of the batch
};

/// By position in the block; added up once, at the end of a group.
struct LinearTotals {
  double squared_error[linear_block_rows] = {};
  float bias_gradient[linear_block_rows] = {};
  float* weight_gradient = nullptr;  ///< [features], accumulated into
};

template <class Rows>
using LinearKernel = void (*)(const LinearParameters&, const LinearRun<Rows>&, LinearTotals&);

struct LinearKernels {
  LinearKernel<NeighbouringRows> neighbouring;
  LinearKernel<ListedRows> listed;
};

LinearKernels linear_kernels(InstructionSet instruction_set, std::uint64_t features);

/// Rows of a panel.
std::uint64_t linear_panel_rows(std::uint64_t features);

/// Largest number of roundings that one product passes through in the sum of a row.
std::uint64_t linear_dot_depth(std::uint64_t features);

}  // namespace glissade::cpu
