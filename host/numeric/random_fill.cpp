#include "numeric/random_fill.hpp"

#include <algorithm>
#include <cstddef>

#include "glissade/numeric/divided_up.hpp"
#include "glissade/numeric/normal.hpp"

namespace glissade {
namespace {

// Counters taken at once: their words, lane by lane, stay in the first-level cache between drawing and
// converting.
constexpr std::size_t tile_blocks = 256;
// Tiles are drawn in whole vectors of the widest instruction set.
constexpr std::size_t vector_blocks = 16;

struct Words {
  alignas(64) std::uint32_t lane[4][tile_blocks];
};

// What becomes of lanes 0 and 1, and of lanes 2 and 3, of a block.
struct ToBits {
  struct Pair {
    std::uint32_t first, second;
  };
  using Value = std::uint32_t;
  static Pair convert(std::uint32_t first, std::uint32_t second) { return {first, second}; }
};

struct ToUniforms {
  struct Pair {
    float first, second;
  };
  using Value = float;
  static Pair convert(std::uint32_t first, std::uint32_t second) {
    return {uniform_from_bits(first), uniform_from_bits(second)};
  }
};

struct ToNormals {
  using Value = float;
  static NormalPair convert(std::uint32_t first, std::uint32_t second) { return normal_pair(first, second); }
};

[[gnu::always_inline]] inline void draw(const RandomStream& stream, std::uint64_t first_block,
                                        std::size_t blocks, Words& words) {
  // Copies, since the compiler cannot know that writing `words` leaves `stream` alone.
  const RandomStream local = stream;
#pragma omp simd
  for (std::size_t i = 0; i < blocks; ++i) {
    const PhiloxBlock block = random_block(local.seed, local.purpose, local.epoch, first_block + i);
    words.lane[0][i] = block.lane[0];
    words.lane[1][i] = block.lane[1];
    words.lane[2][i] = block.lane[2];
    words.lane[3][i] = block.lane[3];
  }
}

template <class Conversion>
[[gnu::always_inline]] inline void convert(const Words& words, std::size_t blocks,
                                           typename Conversion::Value* values) {
#pragma omp simd
  for (std::size_t i = 0; i < blocks; ++i) {
    const auto low = Conversion::convert(words.lane[0][i], words.lane[1][i]);
    const auto high = Conversion::convert(words.lane[2][i], words.lane[3][i]);
    values[4 * i] = low.first;
    values[4 * i + 1] = low.second;
    values[4 * i + 2] = high.first;
    values[4 * i + 3] = high.second;
  }
}

template <class Conversion>
[[gnu::always_inline]] inline void fill_body(const RandomStream& stream, std::uint64_t first,
                                             std::span<typename Conversion::Value> values) {
  Words words;
  alignas(64) typename Conversion::Value tile[4 * tile_blocks];
  while (!values.empty()) {
    const std::size_t skipped = first % 4;
    const std::size_t count = std::min(values.size(), 4 * tile_blocks - skipped);
    const std::size_t blocks = divided_up(skipped + count, 4 * vector_blocks) * vector_blocks;
    draw(stream, first / 4, blocks, words);
    if (count == 4 * tile_blocks) {
      convert<Conversion>(words, tile_blocks, values.data());
    } else {
      convert<Conversion>(words, blocks, tile);
      std::copy_n(tile + skipped, count, values.data());
    }
    values = values.subspan(count);
    first += count;
  }
}

}  // namespace

void fill_bits(const RandomStream& stream, std::uint64_t first, std::span<std::uint32_t> values,
               InstructionSet instruction_set) {
  clone_of<fill_body<ToBits>>(instruction_set)(stream, first, values);
}

void fill_uniforms(const RandomStream& stream, std::uint64_t first, std::span<float> values,
                   InstructionSet instruction_set) {
  clone_of<fill_body<ToUniforms>>(instruction_set)(stream, first, values);
}

void fill_normals(const RandomStream& stream, std::uint64_t first, std::span<float> values,
                  InstructionSet instruction_set) {
  clone_of<fill_body<ToNormals>>(instruction_set)(stream, first, values);
}

}  // namespace glissade
