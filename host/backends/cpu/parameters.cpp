#include "backends/cpu/parameters.hpp"

#include <algorithm>
#include <cstring>

#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {
namespace {

// Elements of a vector that every machine has.
constexpr std::uint64_t side = 4;

/// to[column][row] ← from[row][column] of four rows and four columns, by registers.
void transpose_square(const float* from, std::uint64_t from_stride, float* to, std::uint64_t to_stride) {
  using Vector [[gnu::vector_size(side * sizeof(float))]] = float;
  Vector rows[side], pairs[side];
  for (std::uint64_t row = 0; row < side; ++row)
    std::memcpy(&rows[row], from + row * from_stride, sizeof(Vector));
  pairs[0] = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
  pairs[1] = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
  pairs[2] = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
  pairs[3] = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
  const Vector columns[side] = {__builtin_shufflevector(pairs[0], pairs[2], 0, 1, 4, 5),
                                __builtin_shufflevector(pairs[0], pairs[2], 2, 3, 6, 7),
                                __builtin_shufflevector(pairs[1], pairs[3], 0, 1, 4, 5),
                                __builtin_shufflevector(pairs[1], pairs[3], 2, 3, 6, 7)};
  for (std::uint64_t column = 0; column < side; ++column)
    std::memcpy(to + column * to_stride, &columns[column], sizeof(Vector));
}

/// to[column][row] ← from[row][column], element by element.
void transpose_rest(const float* from, std::uint64_t from_stride, std::uint64_t rows, std::uint64_t columns,
                    float* to, std::uint64_t to_stride) {
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column)
      to[column * to_stride + row] = from[row * from_stride + column];
  }
}

/// to[column][row] ← from[row][column]
void transpose(const float* from, std::uint64_t from_stride, std::uint64_t rows, std::uint64_t columns,
               float* to, std::uint64_t to_stride) {
  // So few columns at once that the lines they are written to stay in the first-level cache.
  constexpr std::uint64_t strip = 64;
  const std::uint64_t whole_rows = rows / side * side, whole_columns = columns / side * side;
  for (std::uint64_t begin = 0; begin < whole_columns; begin += strip) {
    for (std::uint64_t row = 0; row < whole_rows; row += side) {
      for (std::uint64_t column = begin; column < std::min(begin + strip, whole_columns); column += side)
        transpose_square(from + row * from_stride + column, from_stride, to + column * to_stride + row,
                         to_stride);
    }
  }
  transpose_rest(from + whole_columns, from_stride, rows, columns - whole_columns,
                 to + whole_columns * to_stride, to_stride);
  transpose_rest(from + whole_rows * from_stride, from_stride, rows - whole_rows, whole_columns,
                 to + whole_rows, to_stride);
}

}  // namespace

std::vector<StoredWeights> stored_weights(const Network& network) {
  constexpr std::uint64_t fewest_outputs = 16;
  std::vector<StoredWeights> places;
  std::uint64_t offset = 0;
  for (std::size_t index = 0; index < network.layers().size(); ++index) {
    const Layer& layer = network.layers()[index];
    const bool inputs_first = index == 0 && layer.outputs >= fewest_outputs;
    const std::uint64_t rows = inputs_first ? layer.inputs : layer.outputs;
    const std::uint64_t columns = inputs_first ? layer.outputs : layer.inputs;
    const std::uint64_t stride = rows == 1 ? columns : row_stride(columns);
    const std::uint64_t bias = offset + rows * stride;
    places.push_back({offset, rows, columns, stride, inputs_first, bias});
    offset = rounded_up(bias + row_stride(layer.outputs), CacheLineAllocator<float>::floats);
  }
  return places;
}

Parameters::Parameters(const Network& network, const OptimizerOptions& optimizer)
    : network_(network), places_(stored_weights(network)) {
  const std::size_t size = places_.back().bias + row_stride(network.outputs());
  arena.resize(size);
  first_moment.resize(optimizer.moment_count() >= 1 ? size : 0);
  second_moment.resize(optimizer.moment_count() >= 2 ? size : 0);
  for (const StoredWeights& place : places_) {
    // A single output's weights are the same either way.
    const bool is_needed = !place.inputs_first && place.rows > 1;
    transposed_.emplace_back(is_needed ? place.columns * row_stride(place.rows) : 0);
  }
}

void Parameters::transpose_block(std::size_t layer, const WeightBlock& block) {
  if (transposed_[layer].empty())
    return;
  const StoredWeights& place = places_[layer];
  const std::uint64_t stride = row_stride(place.rows);
  transpose(arena.data() + place.offset + block.first_row * place.stride + block.first_column, place.stride,
            block.rows, block.columns,
            transposed_[layer].data() + block.first_column * stride + block.first_row, stride);
}

GemmOperand Parameters::forward_weights(std::size_t layer) const {
  const StoredWeights& place = places_[layer];
  if (place.inputs_first)
    return weights(layer);
  if (transposed_[layer].empty())
    return {arena.data() + place.offset, 1};
  return {transposed_[layer].data(), row_stride(place.rows)};
}

template <class Visit>
void Parameters::for_each_parameter(const Visit& visit) const {
  for (std::size_t layer = 0; layer < places_.size(); ++layer) {
    const StoredWeights& place = places_[layer];
    const std::uint64_t own = network_.weight(layer).offset, biases = network_.layers()[layer].outputs;
    for (std::uint64_t row = 0; row < place.rows; ++row) {
      for (std::uint64_t column = 0; column < place.columns; ++column)
        visit(place.offset + row * place.stride + column,
              own + (place.inputs_first ? column * place.rows + row : row * place.columns + column));
    }
    for (std::uint64_t index = 0; index < biases; ++index)
      visit(place.bias + index, network_.bias(layer).offset + index);
  }
}

std::vector<double> Parameters::in_arena_layout(const AlignedFloats& stored) const {
  std::vector<double> values(stored.empty() ? 0 : network_.arena_size());
  if (!values.empty())
    for_each_parameter([&](std::uint64_t from, std::uint64_t own) { values[own] = stored[from]; });
  return values;
}

void Parameters::assign(const std::vector<double>& from, AlignedFloats& to) const {
  if (from.empty())
    std::ranges::fill(to, 0.0f);
  else
    for_each_parameter(
        [&](std::uint64_t stored, std::uint64_t own) { to[stored] = static_cast<float>(from[own]); });
}

State Parameters::state(std::uint64_t step) const {
  return {step, in_arena_layout(arena), in_arena_layout(first_moment), in_arena_layout(second_moment)};
}

void Parameters::restore(const State& state) {
  assign(state.arena, arena);
  assign(state.first_moment, first_moment);
  assign(state.second_moment, second_moment);
  for (std::size_t layer = 0; layer < places_.size(); ++layer)
    transpose_block(layer, {0, places_[layer].rows, 0, places_[layer].columns});
}

}  // namespace glissade::cpu
