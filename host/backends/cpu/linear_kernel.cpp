#include "backends/cpu/linear_kernel.hpp"

#include <algorithm>
#include <cstring>

#include "backends/cpu/lanes.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {
namespace {

constexpr std::uint64_t block_rows = linear_block_rows;
// Of the first-level cache: the panel in work, the one that is fetched, and the rest.
constexpr std::uint64_t panel_bytes = 8192;
constexpr std::uint64_t most_panel_rows = 512;

/// sum += values of a row × weights, in the columns past the last full group of lanes.
[[gnu::always_inline]] inline void add_tail(const LinearParameters& parameters, const float* features,
                                            Lanes& sum) {
  const Tail tail(parameters.features);
  Lanes weights, values;
  tail.load(weights, parameters.weights);
  tail.load(values, features);
  sum += values * weights;
}

/// `has_tail`: features is not a multiple of lane_count. A template, so that without a tail the sums stay in
/// registers.
template <bool has_tail>
struct RowByRow {
  template <class Rows>
  [[gnu::always_inline]] static void dot_products(const LinearParameters& parameters, const Rows& rows,
                                                  std::uint64_t first, HalfLanes& dots) {
    Lanes sums[block_rows];
#pragma GCC unroll 8
    for (std::uint64_t row = 0; row < block_rows; ++row) {
      const float* const features = rows.row(first + row);
      Lanes sum = {}, weights, values;
      std::uint64_t column = 0;
      // All of a row's before its loads: the memory is asked earlier.
      for (; column < parameters.features; column += lane_count)
        __builtin_prefetch(rows.address(first + row + parameters.panel_rows, column));
      for (column = 0; column + lane_count <= parameters.features; column += lane_count) {
        load(weights, parameters.weights + column);
        load(values, features + column);
        sum += values * weights;
      }
      if constexpr (has_tail)
        add_tail(parameters, features, sum);
      sums[row] = sum;
    }
    sums_of(sums, dots);
  }
};

/// Rows so long that a panel has no more than a block of them: eight streams read more than one.
template <bool has_tail>
struct SideBySide {
  template <class Rows>
  [[gnu::always_inline]] static void dot_products(const LinearParameters& parameters, const Rows& rows,
                                                  std::uint64_t first, HalfLanes& dots) {
    Lanes sums[block_rows];
#pragma GCC unroll 8
    for (std::uint64_t row = 0; row < block_rows; ++row)
      sums[row] = Lanes{};
    std::uint64_t column = 0;
    for (; column + lane_count <= parameters.features; column += lane_count) {
      Lanes weights, values;
      load(weights, parameters.weights + column);
      for (std::uint64_t row = 0; row < block_rows; ++row) {
        load(values, rows.row(first + row) + column);
        __builtin_prefetch(rows.address(first + row + parameters.panel_rows, column));
        sums[row] += values * weights;
      }
    }
    if constexpr (has_tail) {
      for (std::uint64_t row = 0; row < block_rows; ++row)
        add_tail(parameters, rows.row(first + row), sums[row]);
    }
    sums_of(sums, dots);
  }
};

/// Predictions, losses and their gradients of one block.
template <class Rows>
[[gnu::always_inline]] inline void residuals_of(const LinearParameters& parameters,
                                                const LinearRun<Rows>& run, std::uint64_t first,
                                                const HalfLanes& dots, LinearTotals& totals) {
  HalfLanes targets;
  std::memcpy(&targets, run.targets + first, sizeof targets);
  const HalfLanes outputs = dots + parameters.bias;
  HalfLanes residuals = outputs - targets;
  for (std::uint64_t row = run.count - first; row < block_rows; ++row)
    residuals[row] = 0.0f;
  const HalfLanes gradients = residuals * parameters.gradient_scale;
  // Squares in fp32, so that an overflow shows as a loss that is not finite.
  const HalfLanes squares = residuals * residuals;
  std::memcpy(run.outputs + first, &outputs, sizeof outputs);
  std::memcpy(run.gradients + first, &gradients, sizeof gradients);
  for (std::uint64_t row = 0; row < block_rows; ++row) {
    totals.squared_error[row] += static_cast<double>(squares[row]);
    totals.bias_gradient[row] += gradients[row];
  }
}

/// Σ gradient of a row × its values, for one group of columns, as a tree of pairs: three roundings for eight
/// rows.
[[gnu::always_inline]] inline void weighted_row_sum(Lanes (&values)[block_rows], const float* gradients,
                                                    Lanes& sum) {
  for (std::uint64_t row = 0; row < block_rows; ++row)
    values[row] *= gradients[row];
  sum = ((values[0] + values[1]) + (values[2] + values[3])) +
        ((values[4] + values[5]) + (values[6] + values[7]));
}

template <bool has_tail, class Rows>
[[gnu::always_inline]] inline void add_weight_gradient(const LinearParameters& parameters, const Rows& rows,
                                                       std::uint64_t first, const float* gradients,
                                                       float* total) {
  Lanes values[block_rows];
  Lanes sum;
  std::uint64_t column = 0;
  for (; column + lane_count <= parameters.features; column += lane_count) {
#pragma GCC unroll 8
    for (std::uint64_t row = 0; row < block_rows; ++row)
      load(values[row], rows.row(first + row) + column);
    weighted_row_sum(values, gradients, sum);
    Lanes before;
    load(before, total + column);
    store(total + column, before + sum);
  }
  if constexpr (has_tail) {
    const Tail tail(parameters.features);
    for (std::uint64_t row = 0; row < block_rows; ++row)
      tail.load(values[row], rows.row(first + row));
    weighted_row_sum(values, gradients, sum);
    tail.add(total, sum);
  }
}

template <template <bool> class Order, bool has_tail, class Rows>
[[gnu::always_inline]] inline void linear_run(const LinearParameters& parameters, const LinearRun<Rows>& run,
                                              LinearTotals& totals) {
  // Copies, since the compiler cannot know that writing the results leaves the pointers alone.
  const LinearParameters own_parameters = parameters;
  const LinearRun<Rows> own_run = run;
  float* const weight_gradient = totals.weight_gradient;
  for (std::uint64_t panel = 0; panel < own_run.count; panel += own_parameters.panel_rows) {
    const std::uint64_t end = std::min(panel + own_parameters.panel_rows, own_run.count);
    for (std::uint64_t first = panel; first < end; first += block_rows) {
      HalfLanes dots;
      Order<has_tail>::dot_products(own_parameters, own_run.rows, first, dots);
      residuals_of(own_parameters, own_run, first, dots, totals);
    }
    for (std::uint64_t first = panel; first < end; first += block_rows) {
      add_weight_gradient<has_tail>(own_parameters, own_run.rows, first, own_run.gradients + first,
                                    weight_gradient);
    }
  }
}

/// values ← one column of eight rows.
template <class Rows>
[[gnu::always_inline]] inline void load_column(HalfLanes& values, const Rows& rows, std::uint64_t first,
                                               std::uint64_t column) {
  const auto value = [&](std::uint64_t row) { return rows.row(first + row)[column]; };
  values = HalfLanes{value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7)};
}

/// Rows of less than a vector: eight of them side by side, one column after the other.
template <class Rows>
[[gnu::always_inline]] inline void narrow_run(const LinearParameters& parameters, const LinearRun<Rows>& run,
                                              LinearTotals& totals) {
  const LinearParameters own_parameters = parameters;
  const LinearRun<Rows> own_run = run;
  HalfLanes sums[lane_count] = {};
  for (std::uint64_t first = 0; first < own_run.count; first += block_rows) {
    HalfLanes values = {}, dots = {}, gradients;
    // Rows side by side share cache lines, or each has its own.
    for (std::uint64_t row = 0; row < block_rows; ++row)
      __builtin_prefetch(own_run.rows.address(first + row + own_parameters.panel_rows, 0));
    for (std::uint64_t column = 0; column < own_parameters.features; ++column) {
      load_column(values, own_run.rows, first, column);
      dots += values * own_parameters.weights[column];
    }
    residuals_of(own_parameters, own_run, first, dots, totals);
    std::memcpy(&gradients, own_run.gradients + first, sizeof gradients);
    for (std::uint64_t column = 0; column < own_parameters.features; ++column) {
      load_column(values, own_run.rows, first, column);
      sums[column] += values * gradients;
    }
  }
  for (std::uint64_t column = 0; column < own_parameters.features; ++column) {
    const HalfLanes& sum = sums[column];
    totals.weight_gradient[column] +=
        ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
  }
}

LinearKernels narrow_kernels(InstructionSet instruction_set) {
  return {clone_of<narrow_run<NeighbouringRows>>(instruction_set),
          clone_of<narrow_run<ListedRows>>(instruction_set)};
}

template <template <bool> class Order, bool has_tail>
LinearKernels kernels_for(InstructionSet instruction_set) {
  return {clone_of<linear_run<Order, has_tail, NeighbouringRows>>(instruction_set),
          clone_of<linear_run<Order, has_tail, ListedRows>>(instruction_set)};
}

template <template <bool> class Order>
LinearKernels kernels_for(InstructionSet instruction_set, std::uint64_t features) {
  return features % lane_count == 0 ? kernels_for<Order, false>(instruction_set)
                                    : kernels_for<Order, true>(instruction_set);
}

}  // namespace

std::uint64_t linear_panel_rows(std::uint64_t features) {
  const std::uint64_t rows = panel_bytes / (features * sizeof(float)) / block_rows * block_rows;
  return std::clamp(rows, block_rows, most_panel_rows);
}

LinearKernels linear_kernels(InstructionSet instruction_set, std::uint64_t features) {
  if (features < lane_count)
    return narrow_kernels(instruction_set);
  return linear_panel_rows(features) == block_rows ? kernels_for<SideBySide>(instruction_set, features)
                                                   : kernels_for<RowByRow>(instruction_set, features);
}

std::uint64_t linear_dot_depth(std::uint64_t features) {
  return features < lane_count ? features : divided_up(features, lane_count) + 4;
}

}  // namespace glissade::cpu
