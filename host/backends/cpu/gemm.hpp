#pragma once

#include <cstdint>

#include "glissade/network.hpp"

namespace glissade::cpu {

enum class Transpose : char { no = 'N', yes = 'T' };

/// One operand of a product: row-major, `stride` elements from one row to the next.
struct GemmOperand {
  const float* data;
  std::uint64_t stride;
  Transpose transpose = Transpose::no;
};

/// The code that computes the products of a layer.
enum class Multiplier : std::uint8_t {
  tiles,   ///< our own (tile_product.hpp), for weights that stay in a core's cache beside the rows
  library  ///< oneDNN
};

/// The library packs its factors first, and spends 33 ms of a process on generating code. From about 32,768
/// weights on that pays (beside 300 × 100 both take the same time).
constexpr Multiplier multiplier_of(const Layer& layer) {
  constexpr std::uint64_t most_weights = 32'768;
  return layer.inputs * layer.outputs <= most_weights ? Multiplier::tiles : Multiplier::library;
}

/// To be called before a parallel region that calls gemm() by the library. oneDNN generates its code in the
/// first call, and crashes where memory is too short for that: then this throws std::bad_alloc instead.
void prepare_library();

/// The same where a layer of the network needs it.
void prepare_products(const Network& network);

/// result[m × n] ← a[m × k]·b[k × n], or += where `accumulate`. On the calling thread alone: callers slice
/// the result between threads themselves, so that its bits depend on the slices and never on the number of
/// threads. By tiles, b is not transposed.
void gemm(Multiplier multiplier, std::uint64_t m, std::uint64_t n, std::uint64_t k, const GemmOperand& a,
          const GemmOperand& b, float* result, std::uint64_t result_stride, bool accumulate = false);

}  // namespace glissade::cpu
