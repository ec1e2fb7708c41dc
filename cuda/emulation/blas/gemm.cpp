#include "blas/gemm.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "blas/input_rounding.hpp"
#include "cuda_bf16.h"

namespace emulation {
namespace {

constexpr std::int64_t tile_rows = 8;
constexpr std::int64_t tile_columns = 4;
constexpr std::int64_t depth_block = 256;  // A strip of either factor stays in the first-level cache.

/// Sums of a tile of C, [column][row].
using Tile = std::array<std::array<float, tile_rows>, tile_columns>;

float widen(float value) {
  return value;
}
float widen(__nv_bfloat16 value) {
  return __bfloat162float(value);
}

void store(float& target, float value) {
  target = value;
}
void store(__nv_bfloat16& target, float value) {
  target = __float2bfloat16_rn(value);
}

/// A factor seen alike whichever it is and however it is stored: `lines` sequences along the depth, rows of
/// op(A) or columns of op(B).
struct Factor {
  const void* data;
  ElementType type;
  std::int64_t lines;
  std::int64_t line_stride;
  std::int64_t depth_stride;
};

Factor left_factor(const GemmProblem& problem) {
  const std::int64_t stride = problem.a.leading_dimension;
  return {problem.a.data, problem.a.type, problem.rows, problem.transpose_a ? stride : 1,
          problem.transpose_a ? 1 : stride};
}

Factor right_factor(const GemmProblem& problem) {
  const std::int64_t stride = problem.b.leading_dimension;
  return {problem.b.data, problem.b.type, problem.columns, problem.transpose_b ? 1 : stride,
          problem.transpose_b ? stride : 1};
}

std::int64_t count_of_tiles(std::int64_t extent, std::int64_t tile) {
  return (extent + tile - 1) / tile;
}

struct DepthRange {
  std::int64_t begin;
  std::int64_t length;
};

/// Copies `width` lines to `strip`, [depth][line], with zeros for lines beyond the last.
template <std::int64_t width, typename Element>
void copy_strip(const Factor& factor, const Element* data, std::int64_t first_line, const DepthRange& range,
                float* strip) {
  const std::int64_t lines = std::min(width, factor.lines - first_line);
  for (std::int64_t line = 0; line < width; ++line) {
    for (std::int64_t position = 0; position < range.length; ++position) {
      float& target = strip[position * width + line];
      target = 0.0f;
      if (line < lines)
        target = widen(
            data[(first_line + line) * factor.line_stride + (range.begin + position) * factor.depth_stride]);
    }
  }
}

void round_inputs(std::span<float> values, InputRounding rounding) {
  if (rounding == InputRounding::tf32)
    std::ranges::transform(values, values.begin(), truncated_to_tf32);
  if (rounding == InputRounding::bf16)
    std::ranges::transform(values, values.begin(), rounded_to_bf16);
}

template <std::int64_t width>
void pack_strip(const Factor& factor, std::int64_t first_line, const DepthRange& range,
                InputRounding rounding, float* strip) {
  if (factor.type == ElementType::fp32) {
    copy_strip<width>(factor, static_cast<const float*>(factor.data), first_line, range, strip);
    round_inputs({strip, static_cast<std::size_t>(width * range.length)}, rounding);
  } else {
    copy_strip<width>(factor, static_cast<const __nv_bfloat16*>(factor.data), first_line, range, strip);
  }
}

void add_products(const float* left, const float* right, std::int64_t length, Tile& sums) {
  Tile tile = sums;
  for (std::int64_t position = 0; position < length; ++position) {
    for (std::size_t column = 0; column < tile_columns; ++column) {
      for (std::size_t row = 0; row < tile_rows; ++row)
        tile[column][row] += left[row] * right[column];
    }
    left += tile_rows;
    right += tile_columns;
  }
  sums = tile;
}

/// op(A)·op(B), a column of tiles after the other.
std::vector<Tile> product(const GemmProblem& problem) {
  const Factor left = left_factor(problem);
  const Factor right = right_factor(problem);
  const std::int64_t tiles_down = count_of_tiles(problem.rows, tile_rows);
  const std::int64_t tiles_across = count_of_tiles(problem.columns, tile_columns);
  std::vector<Tile> sums(static_cast<std::size_t>(tiles_down * tiles_across));
  std::vector<float> right_strips(static_cast<std::size_t>(tiles_across * tile_columns * depth_block));
  std::vector<float> left_strip(tile_rows * depth_block);
  for (std::int64_t begin = 0; begin < problem.depth; begin += depth_block) {
    const DepthRange range{begin, std::min(depth_block, problem.depth - begin)};
    const auto right_strip = [&](std::int64_t across) {
      return right_strips.data() + across * tile_columns * depth_block;
    };
    for (std::int64_t across = 0; across < tiles_across; ++across)
      pack_strip<tile_columns>(right, across * tile_columns, range, problem.rounding, right_strip(across));
    for (std::int64_t down = 0; down < tiles_down; ++down) {
      pack_strip<tile_rows>(left, down * tile_rows, range, problem.rounding, left_strip.data());
      for (std::int64_t across = 0; across < tiles_across; ++across) {
        Tile& tile = sums[static_cast<std::size_t>(across * tiles_down + down)];
        add_products(left_strip.data(), right_strip(across), range.length, tile);
      }
    }
  }
  return sums;
}

template <typename Element, typename NewValue>
void replace_elements(const GemmProblem& problem, Element* c, NewValue new_value) {
  for (std::int64_t column = 0; column < problem.columns; ++column) {
    for (std::int64_t row = 0; row < problem.rows; ++row) {
      Element& element = c[column * problem.c.leading_dimension + row];
      store(element, new_value(row, column, element));
    }
  }
}

template <typename Element>
void write_scaled(const GemmProblem& problem, Element* c) {
  const float beta = problem.beta;
  replace_elements(problem, c, [beta](std::int64_t, std::int64_t, const Element& old) {
    return beta == 0.0f ? 0.0f : beta * widen(old);
  });
}

template <typename Element>
void write_sums(const GemmProblem& problem, const std::vector<Tile>& sums, Element* c) {
  const std::int64_t tiles_down = count_of_tiles(problem.rows, tile_rows);
  const float alpha = problem.alpha, beta = problem.beta;
  replace_elements(problem, c, [&](std::int64_t row, std::int64_t column, const Element& old) {
    const std::int64_t index = column / tile_columns * tiles_down + row / tile_rows;
    const Tile& tile = sums[static_cast<std::size_t>(index)];
    const float sum =
        tile[static_cast<std::size_t>(column % tile_columns)][static_cast<std::size_t>(row % tile_rows)];
    return beta == 0.0f ? alpha * sum : alpha * sum + beta * widen(old);
  });
}

template <typename Element>
void write_result(const GemmProblem& problem, const GemmExtents& touched) {
  auto* const c = static_cast<Element*>(problem.c.data);
  if (touched.a == 0) {
    write_scaled(problem, c);
  } else {
    write_sums(problem, product(problem), c);
  }
}

}  // namespace

void gemm(const GemmProblem& problem) {
  const GemmExtents touched = gemm_extents(problem);
  if (touched.c == 0)
    return;
  if (problem.c.type == ElementType::fp32) {
    write_result<float>(problem, touched);
  } else {
    write_result<__nv_bfloat16>(problem, touched);
  }
}

}  // namespace emulation
