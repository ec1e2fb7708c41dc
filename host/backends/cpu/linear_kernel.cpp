#include "backends/cpu/linear_kernel.hpp"

#include "backends/cpu/lanes.hpp"

namespace glissade::cpu {
namespace {

constexpr std::uint64_t block_rows = linear_block_rows;

/// `has_tail`: features is not a multiple of lane_count. A template, so that without a tail the sums stay in
/// registers.
template <bool has_tail>
[[gnu::always_inline]] inline void dot_products(const LinearParameters& parameters, const LinearBlock& block,
                                                HalfLanes& dots) {
  Lanes sums[block_rows];
#pragma GCC unroll 8
  for (std::uint64_t row = 0; row < block_rows; ++row)
    sums[row] = Lanes{};
  std::uint64_t column = 0;
  for (; column + lane_count <= parameters.features; column += lane_count) {
    Lanes weights;
    load(weights, parameters.weights + column);
    for (std::uint64_t row = 0; row < block_rows; ++row) {
      Lanes values;
      load(values, block.rows[row] + column);
      __builtin_prefetch(block.rows_ahead[row] + column);
      sums[row] += values * weights;
    }
  }
  if constexpr (has_tail) {
    const Tail tail(parameters.features);
    Lanes weights;
    tail.load(weights, parameters.weights);
    for (std::uint64_t row = 0; row < block_rows; ++row) {
      Lanes values;
      tail.load(values, block.rows[row]);
      sums[row] += values * weights;
    }
  }
  sums_of(sums, dots);
}

/// Σ gradient of a row × its values, for one group of columns, as a tree of pairs: three roundings for eight
/// rows.
[[gnu::always_inline]] inline void weighted_row_sum(Lanes (&values)[block_rows],
                                                    const float (&gradients)[block_rows], Lanes& sum) {
  for (std::uint64_t row = 0; row < block_rows; ++row)
    values[row] *= gradients[row];
  sum = ((values[0] + values[1]) + (values[2] + values[3])) +
        ((values[4] + values[5]) + (values[6] + values[7]));
}

template <bool has_tail>
[[gnu::always_inline]] inline void add_weight_gradient(const LinearParameters& parameters,
                                                       const LinearBlock& block,
                                                       const float (&gradients)[block_rows], float* total) {
  Lanes values[block_rows];
  Lanes sum;
  std::uint64_t column = 0;
  for (; column + lane_count <= parameters.features; column += lane_count) {
    for (std::uint64_t row = 0; row < block_rows; ++row)
      load(values[row], block.rows[row] + column);
    weighted_row_sum(values, gradients, sum);
    Lanes before;
    load(before, total + column);
    store(total + column, before + sum);
  }
  if constexpr (has_tail) {
    const Tail tail(parameters.features);
    for (std::uint64_t row = 0; row < block_rows; ++row)
      tail.load(values[row], block.rows[row]);
    weighted_row_sum(values, gradients, sum);
    tail.add(total, sum);
  }
}

template <bool has_tail>
[[gnu::always_inline]] inline void linear_block(const LinearParameters& parameters, const LinearBlock& block,
                                                LinearTotals& totals, const LinearRecord& record) {
  HalfLanes dots, targets;
  dot_products<has_tail>(parameters, block, dots);
  std::memcpy(&targets, block.targets, sizeof targets);
  const HalfLanes outputs = dots + parameters.bias;
  HalfLanes residuals = outputs - targets;
  for (std::uint64_t row = block.count; row < block_rows; ++row)
    residuals[row] = 0.0f;
  const HalfLanes scaled = residuals * parameters.gradient_scale;
  // Squares in fp32, so that an overflow shows as a loss that is not finite.
  const HalfLanes squares = residuals * residuals;
  float gradients[block_rows];
  std::memcpy(gradients, &scaled, sizeof gradients);
  for (std::uint64_t row = 0; row < block_rows; ++row) {
    totals.squared_error[row] += static_cast<double>(squares[row]);
    totals.bias_gradient[row] += gradients[row];
  }
  if (record.outputs != nullptr) {
    std::memcpy(record.outputs, &outputs, block.count * sizeof(float));
    std::memcpy(record.gradients, gradients, block.count * sizeof(float));
  }
  add_weight_gradient<has_tail>(parameters, block, gradients, totals.weight_gradient);
}

}  // namespace

LinearKernel linear_kernel(InstructionSet instruction_set, std::uint64_t features) {
  return features % lane_count == 0 ? clone_of<linear_block<false>>(instruction_set)
                                    : clone_of<linear_block<true>>(instruction_set);
}

}  // namespace glissade::cpu
