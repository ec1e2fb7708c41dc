#include <type_traits>

#include "device/launch.hpp"
#include "glissade/numeric/activation.hpp"
#include "kernels/dense_layer.hpp"
#include "kernels/element.hpp"
#include "kernels/tile_columns.hpp"

namespace glissade::cuda {
namespace {

template <Activation activation, class T>
__global__ void __launch_bounds__(block_threads)
    add_bias_and_activate_kernel(ActivationPass pass, T* outputs) {
  const std::uint64_t column = std::uint64_t{blockIdx.y} * tile_columns + threadIdx.x % 32;
  const std::uint64_t row = std::uint64_t{blockIdx.x} * warps_per_block + threadIdx.x / 32;
  if (row >= pass.rows || column >= pass.columns)
    return;
  const std::uint64_t index = row * pass.columns + column;
  const float value = pass.pre_activations[index] + pass.bias[column];
  if (pass.keeps_pre_activations)
    pass.pre_activations[index] = value;
  outputs[index] = from_float<T>(activate<activation>(value));
}

template <Activation activation, class T>
__global__ void __launch_bounds__(block_threads)
    activation_gradient_kernel(RowTiles tiles, ActivationGradientPass<T> pass) {
  const std::uint64_t column = std::uint64_t{blockIdx.y} * tile_columns + threadIdx.x % 32;
  const float sum = tile_column_sum<class BiasSums, float>(
      tiles, blockIdx.x, column, pass.columns, [&](std::uint64_t row, std::uint64_t own_column) {
        const std::uint64_t index = row * pass.columns + own_column;
        const float slope =
            activation_derivative<activation>(pass.pre_activations[index], to_float(pass.outputs[index]));
        const T gradient = from_float<T>(pass.output_gradients[index] * slope);
        pass.gradients[index] = gradient;
        return to_float(gradient);
      });
  if (threadIdx.x < tile_columns && column < pass.columns)
    pass.partial_sums[std::uint64_t{blockIdx.x} * pass.columns + column] = sum;
}

}  // namespace

template <class T>
void add_bias_and_activate(const Stream& stream, const ActivationPass& pass, T* outputs) {
  const dim3 grid(blocks_for(pass.rows, warps_per_block), blocks_for(pass.columns, tile_columns));
  dispatch(pass.activation, [&]<Activation activation>() {
    // Outputs, which alone are linear, stay in fp32.
    if constexpr (activation != Activation::identity || std::is_same_v<T, float>)
      launch(stream, grid, block_threads, add_bias_and_activate_kernel<activation, T>, pass, outputs);
  });
}

template <class T>
void activation_gradient(const Stream& stream, const RowTiles& tiles, const ActivationGradientPass<T>& pass) {
  const dim3 grid(blocks_for(tiles.count(), 1), blocks_for(pass.columns, tile_columns));
  dispatch(pass.activation, [&]<Activation activation>() {
    // No hidden layer is linear.
    if constexpr (activation != Activation::identity)
      launch(stream, grid, block_threads, activation_gradient_kernel<activation, T>, tiles, pass);
  });
}

template void add_bias_and_activate(const Stream&, const ActivationPass&, float*);
template void add_bias_and_activate(const Stream&, const ActivationPass&, __nv_bfloat16*);
template void activation_gradient(const Stream&, const RowTiles&, const ActivationGradientPass<float>&);
template void activation_gradient(const Stream&, const RowTiles&,
                                  const ActivationGradientPass<__nv_bfloat16>&);

}  // namespace glissade::cuda
