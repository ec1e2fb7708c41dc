#pragma once

#include <cuda_bf16.h>

#include <cstdint>

#include "device/stream.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// Features in the device's memory, as they are stored: bytes with scale and shift, or floats.
struct StoredFeatures {
  const float* floats = nullptr;
  const std::uint8_t* bytes = nullptr;
  const float* scale = nullptr;
  const float* shift = nullptr;
  std::uint64_t columns = 0;
};

/// Classes of all rows and the weight of each class; null where there are none.
struct ClassWeights {
  const std::int32_t* classes = nullptr;
  const float* weights = nullptr;
};

/// The rows of a batch: which they are and what they weigh.
struct BatchRowsOut {
  std::uint64_t* rows;   ///< [batch rows]
  double* tile_weights;  ///< [tiles], Σ of the class weights; null without them
};

/// features[batch rows × columns] ← the converted rows of the step's batch, T float or bf16.
template <class T>
void gather_batch(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                  const StoredFeatures& stored, const ClassWeights& weights, const BatchRowsOut& out,
                  T* features);

/// The same for rows [first, first + rows) in their natural order, without a step.
template <class T>
void convert_rows(const Stream& stream, std::uint64_t first, std::uint64_t rows, const StoredFeatures& stored,
                  T* features);

/// tile_weights of all rows in natural order.
void sum_class_weights(const Stream& stream, const RowTiles& tiles, const ClassWeights& weights,
                       double* tile_weights);

}  // namespace glissade::cuda
