#pragma once

#include <cstdint>
#include <vector>

#include "device/blas.hpp"
#include "device/buffer.hpp"
#include "glissade/network.hpp"
#include "session/device_parameters.hpp"

namespace glissade::cuda {

/// The layers' values for up to `rows` rows, and the way forward through them. T, float or bf16, is what
/// factors of matrix products are stored as.
template <class T>
class DenseLayers {
 public:
  DenseLayers(DeviceMemory& memory, const Network& network, std::uint64_t rows);

  /// Queues all layers; the last one's values are left without its bias, which the loss adds. Products are of
  /// `product_rows` rows, at least `rows`, for all of which there must be memory behind `features`: cuBLAS
  /// chooses its code by their number, so that a row's bits are the same among any number of rows only if
  /// this one stays.
  void forward(const Stream& stream, const Blas& blas, const DeviceParameters& parameters, const T* features,
               std::uint64_t rows, std::uint64_t product_rows) const;

  /// [rows × outputs] with the bias; null where nothing keeps it.
  const float* pre_activation(std::size_t layer) const;
  /// Of a hidden layer, after the activation.
  const T* output(std::size_t layer) const;
  /// Of the last layer.
  float* last() const { return sums_.back().data(); }

 private:
  static bool keeps_pre_activation(const Layer& layer) {
    return traits_of(layer.activation).derivative_needs_pre_activation;
  }
  /// A float output takes the place of the sums that it is made from, unless they are wanted later.
  static bool is_in_place(const Layer& layer);

  const Network& network_;
  std::vector<DeviceBuffer<float>> sums_;
  std::vector<DeviceBuffer<T>> outputs_;  ///< of hidden layers; empty where in place
};

/// The weights of a layer as a factor.
template <class T>
const T* weights_of(const Network& network, const DeviceParameters& parameters, std::size_t layer);

}  // namespace glissade::cuda
