#include "backends/cpu/parameters.hpp"

#include <algorithm>

namespace glissade::cpu {
namespace {

/// to[column][row] ← from[row][column]
template <class From, class To>
void transpose(const From* from, std::uint64_t rows, std::uint64_t columns, To* to) {
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column)
      to[column * rows + row] = static_cast<To>(from[row * columns + column]);
  }
}

}  // namespace

Parameters::Parameters(const Network& network, const OptimizerOptions& optimizer)
    : arena(network.arena_size()),
      first_moment(optimizer.moment_count() >= 1 ? network.arena_size() : 0),
      second_moment(optimizer.moment_count() >= 2 ? network.arena_size() : 0) {
  if (stores_inputs_first(network, 0))
    inputs_first_ = network.weight(0);
  for (std::size_t index = 0; index < network.layers().size(); ++index) {
    const Layer& layer = network.layers()[index];
    weights_.push_back(network.weight(index));
    // A single output's weights are the same either way.
    const bool is_needed = !stores_inputs_first(network, index) && layer.outputs > 1 &&
                           multiplier_of(layer) == Multiplier::tiles;
    transposed_.emplace_back(is_needed ? layer.inputs * layer.outputs : 0);
  }
}

void Parameters::transpose_block(std::size_t layer, const WeightBlock& block) {
  if (transposed_[layer].empty())
    return;
  const ParameterTensor& weight = weights_[layer];
  for (std::uint64_t row = block.first_row; row < block.first_row + block.rows; ++row) {
    const float* const from = tensor(weight) + row * weight.columns;
    float* const to = transposed_[layer].data() + row;
    for (std::uint64_t column = block.first_column; column < block.first_column + block.columns; ++column)
      to[column * weight.rows] = from[column];
  }
}

GemmOperand Parameters::forward_weights(const Network& network, std::size_t layer) const {
  const ParameterTensor& weight = network.weight(layer);
  if (stores_inputs_first(network, layer))
    return {tensor(weight), weight.rows};
  if (!transposed_[layer].empty())
    return {transposed_[layer].data(), weight.rows};
  if (weight.rows == 1 && multiplier_of(network.layers()[layer]) == Multiplier::tiles)
    return {tensor(weight), 1};
  return {tensor(weight), weight.columns, Transpose::yes};
}

std::vector<double> Parameters::in_arena_layout(const std::vector<float>& stored) const {
  std::vector<double> values(stored.begin(), stored.end());
  if (!values.empty()) {
    const std::uint64_t offset = inputs_first_.offset;
    transpose(stored.data() + offset, inputs_first_.columns, inputs_first_.rows, values.data() + offset);
  }
  return values;
}

void Parameters::assign(const std::vector<double>& from, std::vector<float>& to) const {
  if (from.empty()) {
    std::ranges::fill(to, 0.0f);
    return;
  }
  std::ranges::transform(from, to.begin(), [](double value) { return static_cast<float>(value); });
  const std::uint64_t offset = inputs_first_.offset;
  transpose(from.data() + offset, inputs_first_.rows, inputs_first_.columns, to.data() + offset);
}

State Parameters::state(std::uint64_t step) const {
  return {step, in_arena_layout(arena), in_arena_layout(first_moment), in_arena_layout(second_moment)};
}

void Parameters::restore(const State& state) {
  assign(state.arena, arena);
  assign(state.first_moment, first_moment);
  assign(state.second_moment, second_moment);
  for (std::size_t layer = 0; layer < weights_.size(); ++layer)
    transpose_block(layer, {0, weights_[layer].rows, 0, weights_[layer].columns});
}

}  // namespace glissade::cpu
