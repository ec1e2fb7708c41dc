#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "glissade/numeric/conversion.hpp"
#include "kernels/gather_batch.hpp"

namespace glissade::cuda {

/// Stored floats, or stored bytes, whose values are read first and converted later.
template <bool are_bytes>
class StoredRows;

template <>
class StoredRows<false> {
 public:
  using Raw = float;
  struct Conversion {};

  __device__ explicit StoredRows(const StoredFeatures& stored) : values_(stored.floats) {}

  __device__ __forceinline__ Raw read(std::uint64_t index) const { return values_[index]; }
  /// All columns of a row, in as few loads as its alignment allows.
  template <unsigned int columns>
  __device__ __forceinline__ void read_row(std::uint64_t row, float (&to)[columns]) const {
    const float* const from = values_ + row * columns;
    if constexpr (columns % 4 == 0) {
#pragma unroll
      for (unsigned int column = 0; column < columns; column += 4) {
        const float4 four = *reinterpret_cast<const float4*>(from + column);
        to[column] = four.x, to[column + 1] = four.y, to[column + 2] = four.z, to[column + 3] = four.w;
      }
    } else {
#pragma unroll
      for (unsigned int column = 0; column < columns; ++column)
        to[column] = from[column];
    }
  }
  __device__ __forceinline__ Conversion conversion(std::uint64_t) const {
    return {};
  }
  __device__ static __forceinline__ float value(Raw raw, Conversion) {
    return raw;
  }

 private:
  const float* values_;
};

template <>
class StoredRows<true> {
 public:
  using Raw = std::uint8_t;
  struct Conversion {
    float scale = 0.0f;
    float shift = 0.0f;
  };

  __device__ explicit StoredRows(const StoredFeatures& stored)
      : bytes_(stored.bytes), scale_(stored.scale), shift_(stored.shift) {}

  __device__ __forceinline__ Raw read(std::uint64_t index) const { return bytes_[index]; }
  template <unsigned int columns>
  __device__ __forceinline__ void read_row(std::uint64_t row, std::uint8_t (&to)[columns]) const {
#pragma unroll
    for (unsigned int column = 0; column < columns; ++column)
      to[column] = bytes_[row * columns + column];
  }
  __device__ __forceinline__ Conversion conversion(std::uint64_t column) const {
    return {scale_[column], shift_[column]};
  }
  __device__ static __forceinline__ float value(Raw raw, Conversion conversion) {
    return feature_from_byte(raw, conversion.scale, conversion.shift);
  }

 private:
  const std::uint8_t* bytes_;
  const float* scale_;
  const float* shift_;
};

}  // namespace glissade::cuda
