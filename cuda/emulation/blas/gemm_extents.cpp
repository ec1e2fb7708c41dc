#include <algorithm>
#include <limits>

#include "blas/gemm.hpp"

namespace emulation {
namespace {

struct StoredShape {
  std::int64_t rows;
  std::int64_t columns;
};

StoredShape stored(bool transposed, std::int64_t rows, std::int64_t columns) {
  return transposed ? StoredShape{columns, rows} : StoredShape{rows, columns};
}

bool too_small(std::int64_t leading_dimension, std::int64_t stored_rows) {
  return leading_dimension < std::max<std::int64_t>(1, stored_rows);
}

}  // namespace

std::string_view gemm_fault(const GemmProblem& problem) {
  if (problem.rows < 0 || problem.columns < 0 || problem.depth < 0)
    return "a negative extent";
  if (too_small(problem.a.leading_dimension, problem.transpose_a ? problem.depth : problem.rows))
    return "the leading dimension of A is smaller than its columns are long";
  if (too_small(problem.b.leading_dimension, problem.transpose_b ? problem.columns : problem.depth))
    return "the leading dimension of B is smaller than its columns are long";
  if (too_small(problem.c.leading_dimension, problem.rows))
    return "the leading dimension of C is smaller than its columns are long";
  if (problem.a.type != problem.b.type)
    return "A and B differ in element type";
  return {};
}

std::uint64_t matrix_bytes(std::int64_t rows, std::int64_t columns, std::int64_t leading_dimension,
                           ElementType type) {
  if (rows <= 0 || columns <= 0)
    return 0;
  const std::int64_t element_bytes = type == ElementType::fp32 ? 4 : 2;
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(columns - 1, leading_dimension, &bytes) ||
      __builtin_add_overflow(bytes, rows, &bytes) || __builtin_mul_overflow(bytes, element_bytes, &bytes))
    return std::numeric_limits<std::uint64_t>::max();
  return bytes;
}

GemmExtents gemm_extents(const GemmProblem& problem) {
  GemmExtents extents;
  const bool product_vanishes = problem.alpha == 0.0f || problem.depth == 0;
  if (problem.rows == 0 || problem.columns == 0 || (product_vanishes && problem.beta == 1.0f))
    return extents;
  extents.c = matrix_bytes(problem.rows, problem.columns, problem.c.leading_dimension, problem.c.type);
  if (product_vanishes)
    return extents;
  const StoredShape a = stored(problem.transpose_a, problem.rows, problem.depth);
  const StoredShape b = stored(problem.transpose_b, problem.depth, problem.columns);
  extents.a = matrix_bytes(a.rows, a.columns, problem.a.leading_dimension, problem.a.type);
  extents.b = matrix_bytes(b.rows, b.columns, problem.b.leading_dimension, problem.b.type);
  return extents;
}

}  // namespace emulation
