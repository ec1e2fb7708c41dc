#pragma once

#include <cstdint>

#include "numeric/instruction_set.hpp"

namespace glissade {

/// Rows of values, `stride` elements apart, and how many lanes of each row count.
template <class T>
struct LaneBlock {
  const T* values = nullptr;
  std::uint64_t rows = 0;
  std::uint64_t stride = 0;
  std::uint64_t lanes = 0;
};

/// One element per lane.
struct LaneSums {
  const double* origin;
  const double* mean;
  double* count;
  double* sum;
  double* squares;
};

/// The two passes over a tile, compiled for one instruction set. Sums go down the rows of each lane, in
/// order, so every clone gives the same bits. NaN is left out.
template <class T>
struct SumKernels {
  /// Adds value − origin to `sum`, 1 to `count`.
  void (*values)(const LaneBlock<T>& block, const LaneSums& sums);
  /// Adds (value − origin − mean)² to `squares`.
  void (*squares)(const LaneBlock<T>& block, const LaneSums& sums);
};

/// T is std::uint8_t, float or double.
template <class T>
SumKernels<T> sum_kernels(InstructionSet instruction_set);

}  // namespace glissade
