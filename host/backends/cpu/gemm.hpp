#pragma once

#include <cstdint>

namespace glissade::cpu {

enum class Transpose : char { no = 'N', yes = 'T' };

/// One operand of a product: row-major, `stride` elements from one row to the next.
struct GemmOperand {
  const float* data;
  std::uint64_t stride;
  Transpose transpose = Transpose::no;
};

/// To be called before a parallel region that calls gemm(). oneDNN generates its code in the first call, and
/// crashes where memory is too short for that: then this throws std::bad_alloc instead.
void prepare_gemm();

/// result[m × n] ← a[m × k]·b[k × n], or += where `accumulate`. On the calling thread alone: callers slice
/// the result between threads themselves, so that its bits depend on the slices and never on the number of
/// threads.
void gemm(std::uint64_t m, std::uint64_t n, std::uint64_t k, const GemmOperand& a, const GemmOperand& b,
          float* result, std::uint64_t result_stride, bool accumulate = false);

}  // namespace glissade::cpu
