#pragma once

#include <cstdint>
#include <span>

#include "glissade/numeric/permutation.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade {

/// rows[i] = permutation(first + i), on the calling thread; first + rows.size() at most permutation.size().
/// The same rows with every instruction set, which must be a supported one.
void fill_permutation(const Permutation& permutation, std::uint64_t first, std::span<std::uint64_t> rows,
                      InstructionSet instruction_set = best_instruction_set());

}  // namespace glissade
