#include "backends/cpu/dense_plan.hpp"

#include <algorithm>

#include "backends/cpu/parameters.hpp"

namespace glissade::cpu {
namespace {

// 1,024 rows keep a GEMM at its full rate and the activations of usual layers in the second-level cache.
constexpr std::uint64_t largest_tile = 1024;
// Smaller slices lose to the packing of the weights, larger ones leave cores idle.
constexpr std::uint64_t smallest_slice = 16;
constexpr std::uint64_t largest_slice = 64;
// Equal slices, so many or a multiple, are equal work for 2 and 4 threads.
constexpr std::uint64_t even_slices = 4;
// Rows whose features stay in the second-level cache beside the weights.
constexpr std::uint64_t rows_at_once = 128;
// Weight gradients lose nothing by small blocks: these are four register tiles high.
constexpr std::uint64_t block_outputs = 24;
constexpr std::uint64_t block_inputs = 256;
// The same for weights stored as [inputs × outputs]: blocks of about 32 × 784, but enough of them for several
// threads, down to as many rows as a register tile has.
constexpr std::uint64_t block_elements = std::uint64_t{32} * 784;
constexpr std::uint64_t fewest_block_rows = 8;
constexpr std::uint64_t fewest_blocks = 8;

}  // namespace

DensePlan::DensePlan(const Network& network, std::uint64_t batch_size)
    : tile_rows(std::min(batch_size, largest_tile)),
      slice_rows(
          std::max(divided_up(tile_rows, rounded_up(divided_up(tile_rows, largest_slice), even_slices)),
                   smallest_slice)) {
  const std::vector<StoredWeights> places = stored_weights(network);
  for (std::uint64_t index = 0; index < places.size(); ++index) {
    const StoredWeights& place = places[index];
    if (place.inputs_first)
      cut_inputs_first(index, place.rows, place.columns);
    else
      cut_outputs_first(index, place.rows, place.columns);
  }
}

void DensePlan::cut_outputs_first(std::uint64_t layer, std::uint64_t outputs, std::uint64_t inputs) {
  // Layers with few outputs are cut along their inputs too, else they would be one thread's work.
  const std::uint64_t columns = outputs > 2 * block_outputs ? inputs : block_inputs;
  for (std::uint64_t output = 0; output < outputs; output += block_outputs) {
    const std::uint64_t rows = std::min(block_outputs, outputs - output);
    for (std::uint64_t input = 0; input < inputs; input += columns)
      tasks.push_back(
          {layer, output, rows, input, std::min(columns, inputs - input), output, input == 0 ? rows : 0});
  }
}

void DensePlan::cut_inputs_first(std::uint64_t layer, std::uint64_t inputs, std::uint64_t outputs) {
  const std::uint64_t blocks = std::max(divided_up(inputs * outputs, block_elements), fewest_blocks);
  const std::uint64_t block = std::max(divided_up(inputs, blocks), fewest_block_rows);
  for (std::uint64_t input = 0; input < inputs; input += block)
    tasks.push_back({layer, input, std::min(block, inputs - input), 0, outputs, 0, input == 0 ? outputs : 0});
}

std::uint64_t DensePlan::slices_at_once() const {
  return std::max<std::uint64_t>(rows_at_once / slice_rows, 1);
}

std::uint64_t DensePlan::row_sum_depth(std::uint64_t rows) const {
  const std::uint64_t tiles = divided_up(rows, tile_rows);
  return std::min(rows, tile_rows) + tiles;
}

std::pair<std::uint64_t, std::uint64_t> DensePlan::share(int thread, int threads) const {
  const auto cost = [](const WeightTask& task) { return task.rows * task.columns; };
  std::uint64_t total = 0;
  for (const WeightTask& task : tasks)
    total += cost(task);
  // A task belongs to the thread within whose share of the total its middle lies.
  std::uint64_t first = tasks.size(), end = tasks.size(), before = 0;
  for (std::uint64_t index = 0; index < tasks.size(); ++index) {
    const std::uint64_t middle = before + cost(tasks[index]) / 2;
    const auto owner =
        static_cast<int>(middle * static_cast<std::uint64_t>(threads) / std::max<std::uint64_t>(total, 1));
    if (owner >= thread)
      first = std::min(first, index);
    if (owner > thread)
      end = std::min(end, index);
    before += cost(tasks[index]);
  }
  return {std::min(first, end), end};
}

}  // namespace glissade::cpu
