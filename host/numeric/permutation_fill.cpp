#include "numeric/permutation_fill.hpp"

#include <algorithm>
#include <cstddef>

namespace glissade {
namespace {

// Rows are done in short runs, so that those out of range are found while they are in the first-level cache.
constexpr std::uint64_t longest_run = 512;
// Rows of the widest vector: what is left over of a run is slow.
constexpr std::uint64_t vector_rows = 16;

[[gnu::always_inline]] inline void fill_body(const Permutation& permutation, std::uint64_t first,
                                             std::span<std::uint64_t> rows) {
  // A copy, since the compiler cannot know that writing rows leaves the permutation alone.
  const Permutation local = permutation;
  while (!rows.empty()) {
    const Permutation::Halves start = local.split(first);
    std::uint64_t count = std::min<std::uint64_t>({rows.size(), longest_run, local.sizes().right});
    if (count > vector_rows)
      count -= count % vector_rows;
    std::uint64_t* const run = rows.data();
    // Differences of rows below 2^63: the sign bit tells whether any row is past the last.
    const std::uint64_t last = local.size() - 1;
    std::uint64_t differences = 0;
#pragma omp simd reduction(| : differences)
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
      const std::uint64_t row = local.join(local.scramble(local.advance(start, i)));
      differences |= last - row;
      run[i] = row;
    }
    if (differences >> 63 != 0) {
      for (std::uint64_t i = 0; i < count; ++i) {
        if (run[i] >= local.size())
          run[i] = local(run[i]);
      }
    }
    rows = rows.subspan(count);
    first += count;
  }
}

}  // namespace

void fill_permutation(const Permutation& permutation, std::uint64_t first, std::span<std::uint64_t> rows,
                      InstructionSet instruction_set) {
  clone_of<fill_body>(instruction_set)(permutation, first, rows);
}

}  // namespace glissade
