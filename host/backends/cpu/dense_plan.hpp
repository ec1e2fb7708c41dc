#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "glissade/network.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {

/// A block of one layer's weights as they are stored, [outputs × inputs] or [inputs × outputs], and the
/// biases that are updated with it.
struct WeightTask {
  std::uint64_t layer;
  std::uint64_t first_row;
  std::uint64_t rows;
  std::uint64_t first_column;
  std::uint64_t columns;
  std::uint64_t first_bias;
  std::uint64_t biases;
};

/// How a dense step is cut. Everything depends on the shapes alone, never on the number of threads: the cuts
/// decide the order in which losses, gradients of biases and the norm are summed, and so the bits of the
/// result.
/// - the batch goes through the network in tiles of rows, so that a full batch needs no activations of its
/// own size;
/// - within a tile, slices of rows go forward and backward independently of each other;
/// - weight gradients are cut into tasks that sum over all rows of a tile.
struct DensePlan {
  std::uint64_t tile_rows;
  std::uint64_t slice_rows;
  std::vector<WeightTask> tasks;

  DensePlan(const Network& network, std::uint64_t batch_size);

  /// Slices whose rows go through the products together, to read the weights less often.
  std::uint64_t slices_at_once() const;
  std::uint64_t slices() const { return divided_up(tile_rows, slice_rows); }
  /// Largest number of roundings that one row's term passes through in a gradient over `rows` rows.
  std::uint64_t row_sum_depth(std::uint64_t rows) const;

  /// Tasks [first, second) of one of `threads` threads: the same ones each step, so that its parameters and
  /// moments stay in its core's cache.
  std::pair<std::uint64_t, std::uint64_t> share(int thread, int threads) const;

 private:
  void cut_outputs_first(std::uint64_t layer, std::uint64_t outputs, std::uint64_t inputs);
  void cut_inputs_first(std::uint64_t layer, std::uint64_t inputs, std::uint64_t outputs);
};

}  // namespace glissade::cpu
