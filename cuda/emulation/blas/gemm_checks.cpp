#include "blas/gemm_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "memory/device_memory.hpp"
#include "queue/capture.hpp"

namespace emulation {
namespace {

void require_matrix(const void* data, std::uint64_t bytes, ElementType type, const char* role) {
  if (bytes == 0)
    return;
  device_memory().require(data, bytes, role);
  if (reinterpret_cast<std::uintptr_t>(data) % (type == ElementType::fp32 ? 4 : 2) != 0)
    complain(text("the ", role, ' ', locate(data), " is not aligned to its elements"));
}

/// C is written while the factors are read. Two blocks of rows of one larger matrix only seem to overlap.
void require_apart(const Operand& factor, std::uint64_t factor_bytes, std::int64_t factor_rows,
                   const GemmProblem& problem, std::uint64_t c_bytes, const char* role) {
  const auto* const begin = static_cast<const std::byte*>(factor.data);
  const auto* const c = static_cast<const std::byte*>(problem.c.data);
  if (factor_bytes == 0 || c >= begin + factor_bytes || begin >= c + c_bytes)
    return;
  if (factor.type == problem.c.type && factor.leading_dimension == problem.c.leading_dimension) {
    const std::int64_t element_bytes = factor.type == ElementType::fp32 ? 4 : 2;
    const std::int64_t stride = factor.leading_dimension;
    const std::int64_t row = ((c - begin) / element_bytes % stride + stride) % stride;
    if (row >= factor_rows && row + problem.rows <= stride)
      return;
  }
  complain(text("matrix C, ", locate(problem.c.data), " overlaps the ", role, ' ', locate(factor.data),
                " which is read meanwhile"));
}

/// The product that last used a workspace.
struct WorkspaceUse {
  Position position;
  std::uint64_t capture_number = 0;
};

}  // namespace

void require_loaded(const GemmProblem& problem) {
  static auto& loaded = *new std::set<std::tuple<bool, bool, std::int64_t, std::int64_t, std::int64_t,
                                                 ElementType, ElementType, InputRounding>>;
  const bool is_new = loaded
                          .emplace(problem.transpose_a, problem.transpose_b, problem.rows, problem.columns,
                                   problem.depth, problem.a.type, problem.c.type, problem.rounding)
                          .second;
  if (is_new && is_capturing())
    complain(text("a product of ", problem.rows, " x ", problem.columns, " x ", problem.depth,
                  " is used for the first time inside a capture, where its kernel may fail to load; "
                  "run it once before"));
}

void require_types(const GemmProblem& problem, cublasComputeType_t compute_type) {
  if (problem.a.type == ElementType::fp32 && problem.c.type == ElementType::bf16)
    complain("cuBLAS has no product of fp32 matrices with a result in bf16");
  if (problem.a.type == ElementType::bf16 && compute_type == CUBLAS_COMPUTE_32F_FAST_TF32)
    complain("cuBLAS has no product of bf16 matrices that computes in tf32");
  const bool needs_tensor_cores =
      problem.a.type == ElementType::bf16 || problem.rounding == InputRounding::tf32;
  if (needs_tensor_cores && description().compute_capability_major < 8)
    complain(text("tf32 and bf16 do not engage on compute capability ",
                  description().compute_capability_major, '.', description().compute_capability_minor,
                  "; they need 8.0"));
}

void require_matrices(const GemmProblem& problem) {
  const GemmExtents extents = gemm_extents(problem);
  require_matrix(problem.a.data, extents.a, problem.a.type, "matrix A");
  require_matrix(problem.b.data, extents.b, problem.b.type, "matrix B");
  require_matrix(problem.c.data, extents.c, problem.c.type, "matrix C");
  require_apart(problem.a, extents.a, problem.transpose_a ? problem.depth : problem.rows, problem, extents.c,
                "matrix A");
  require_apart(problem.b, extents.b, problem.transpose_b ? problem.columns : problem.depth, problem,
                extents.c, "matrix B");
}

void require_own_workspace(CUstream_st& stream, const void* workspace) {
  static auto& uses = *new std::map<const void*, WorkspaceUse>;
  const std::uint64_t capture_number = stream.capture == nullptr ? 0 : stream.capture->number;
  WorkspaceUse& last = uses[workspace];
  const bool is_pending =
      last.position.stream != nullptr && last.capture_number == capture_number && !last.position.is_reached();
  if (is_pending && last.position.stream != &stream)
    complain(text("the workspace ", locate(workspace), " is in use by a product on stream ",
                  last.position.stream->number, "; give each stream its own"));
  last = {{&stream, stream.end().entries + 1}, capture_number};
}

}  // namespace emulation
