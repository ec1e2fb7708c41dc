#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The arithmetic of a matrix product as BLAS defines it, on the host.
namespace emulation {

enum class ElementType { fp32, bf16 };

/// What happens to fp32 factors before they are multiplied; bf16 factors pass any of these unchanged. A model
/// of how tensor cores round their inputs, not of how they add: sums here are fp32, rounded to nearest.
enum class InputRounding { none, tf32, bf16 };

/// A column-major matrix that is read. Data is aligned to its elements.
struct Operand {
  const void* data = nullptr;
  std::int64_t leading_dimension = 1;
  ElementType type = ElementType::fp32;
};

/// A column-major matrix that is written, and read where beta is not 0.
struct Result {
  void* data = nullptr;
  std::int64_t leading_dimension = 1;
  ElementType type = ElementType::fp32;
};

/// C = alpha·op(A)·op(B) + beta·C: op(A) is rows × depth, op(B) is depth × columns. C overlaps neither.
struct GemmProblem {
  bool transpose_a = false;
  bool transpose_b = false;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t depth = 0;
  float alpha = 1.0f;
  Operand a;
  Operand b;
  float beta = 0.0f;
  Result c;
  InputRounding rounding = InputRounding::none;
};

/// What BLAS refuses about the extents, leading dimensions or types; empty where there is nothing.
std::string_view gemm_fault(const GemmProblem& problem);

/// Bytes from the first element to the end of the last, what lies between columns included: 0 for an empty
/// matrix, the largest value where the extent exceeds 64 bits.
std::uint64_t matrix_bytes(std::int64_t rows, std::int64_t columns, std::int64_t leading_dimension,
                           ElementType type);

/// matrix_bytes of each matrix, 0 for one that this problem leaves alone.
struct GemmExtents {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t c = 0;
};

/// Of a problem without a fault.
GemmExtents gemm_extents(const GemmProblem& problem);

/// Calculates a problem without a fault. Every element is a running fp32 sum over the depth in ascending
/// order, product and sum rounded each, so a sum of k products passes at most k roundings. With beta = 0, C
/// is not read; with alpha = 0 or depth 0, A and B are not; and where beta = 1 too, nothing is touched.
void gemm(const GemmProblem& problem);

}  // namespace emulation
