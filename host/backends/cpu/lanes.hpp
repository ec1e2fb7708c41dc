#pragma once

#include <cstddef>
#include <cstring>

/// Sixteen floats that the compiler keeps in one AVX-512, two AVX2 or four SSE registers. Sums over lanes are
/// added in an order that is written out here, so that every instruction set gives the same bits.
namespace glissade::cpu {

using Lanes [[gnu::vector_size(64)]] = float;
inline constexpr std::size_t lane_count = 16;

[[gnu::always_inline]] inline void load(Lanes& lanes, const float* from) {
  std::memcpy(&lanes, from, sizeof lanes);
}

[[gnu::always_inline]] inline void store(float* to, const Lanes& lanes) {
  std::memcpy(to, &lanes, sizeof lanes);
}

/// The first `count` lanes from memory, zeros in the others: reads nothing past the end of a row.
[[gnu::always_inline]] inline void load_partial(Lanes& lanes, const float* from, std::size_t count) {
  alignas(64) float padded[lane_count] = {};
  for (std::size_t lane = 0; lane < count; ++lane)
    padded[lane] = from[lane];
  load(lanes, padded);
}

/// The last columns of a row, those past the last full group of lanes. A row of at least lane_count columns
/// is read from `columns - lane_count`, with zeros for the columns that the full groups had; a shorter one
/// column by column.
struct Tail {
  using Mask [[gnu::vector_size(64)]] = int;

  std::size_t count;  ///< columns past the last full group, below lane_count
  bool overlaps;      ///< the row is long enough to be read backwards from its end
  std::size_t first;  ///< column of lane 0
  Mask mask;          ///< lanes in use

  [[gnu::always_inline]] explicit Tail(std::size_t columns)
      : count(columns % lane_count),
        overlaps(columns >= lane_count),
        first(overlaps ? columns - lane_count : 0) {
    const Mask lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    mask = lane >= static_cast<int>(lane_count - count);
  }

  [[gnu::always_inline]] void load(Lanes& lanes, const float* row) const {
    if (overlaps) {
      cpu::load(lanes, row + first);
      lanes = mask ? lanes : Lanes{};
    } else {
      load_partial(lanes, row, count);
    }
  }

  /// row += lanes, in the columns in use; the other lanes are zero.
  [[gnu::always_inline]] void add(float* row, const Lanes& lanes) const {
    if (overlaps) {
      Lanes total;
      cpu::load(total, row + first);
      store(row + first, total + lanes);
    } else {
      for (std::size_t lane = 0; lane < count; ++lane)
        row[lane] += lanes[lane];
    }
  }
};

using HalfLanes [[gnu::vector_size(32)]] = float;

/// sums[r] ← Σ of rows[r], for eight vectors at once: lane k + lane k+8, then k+4, k+2, k+1, as every sum
/// over lanes. Four roundings deep.
[[gnu::always_inline]] inline void sums_of(const Lanes (&rows)[8], HalfLanes& sums) {
  HalfLanes eights[8], fours[4], twos[2];
  for (std::size_t row = 0; row < 8; ++row) {
    eights[row] = __builtin_shufflevector(rows[row], rows[row], 0, 1, 2, 3, 4, 5, 6, 7) +
                  __builtin_shufflevector(rows[row], rows[row], 8, 9, 10, 11, 12, 13, 14, 15);
  }
  for (std::size_t pair = 0; pair < 4; ++pair) {
    const HalfLanes &first = eights[2 * pair], &second = eights[2 * pair + 1];
    fours[pair] = __builtin_shufflevector(first, second, 0, 1, 2, 3, 8, 9, 10, 11) +
                  __builtin_shufflevector(first, second, 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (std::size_t pair = 0; pair < 2; ++pair) {
    const HalfLanes &first = fours[2 * pair], &second = fours[2 * pair + 1];
    twos[pair] = __builtin_shufflevector(first, second, 0, 1, 4, 5, 8, 9, 12, 13) +
                 __builtin_shufflevector(first, second, 2, 3, 6, 7, 10, 11, 14, 15);
  }
  sums = __builtin_shufflevector(twos[0], twos[1], 0, 2, 4, 6, 8, 10, 12, 14) +
         __builtin_shufflevector(twos[0], twos[1], 1, 3, 5, 7, 9, 11, 13, 15);
}

/// The same order of additions for one vector.
[[gnu::always_inline]] inline float sum_of(const Lanes& lanes) {
  float values[lane_count];
  store(values, lanes);
  for (std::size_t half = lane_count / 2; half > 0; half /= 2) {
    for (std::size_t lane = 0; lane < half; ++lane)
      values[lane] += values[lane + half];
  }
  return values[0];
}

/// Σ values, by lanes: count/16 + 5 roundings deep.
[[gnu::always_inline]] inline float sum_of(const float* values, std::size_t count) {
  Lanes total = {};
  std::size_t column = 0;
  for (; column + lane_count <= count; column += lane_count) {
    Lanes part;
    load(part, values + column);
    total += part;
  }
  if (column < count) {
    Lanes part;
    load_partial(part, values + column, count - column);
    total += part;
  }
  return sum_of(total);
}

}  // namespace glissade::cpu
