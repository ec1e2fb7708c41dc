#pragma once

#include <cstdint>
#include <span>

#include "glissade/numeric/philox.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade {

/// A sequence of random numbers, as long as anyone asks for.
struct RandomStream {
  std::uint64_t seed = 0;
  RandomPurpose purpose = RandomPurpose::features;
  std::uint32_t epoch = 0;
};

/// Each writes elements first … first + values.size() − 1 of the stream, on the calling thread: the same bits
/// whatever the slices and the instruction set, which must be a supported one. first + values.size() must not
/// exceed 2^64 − 1.
void fill_bits(const RandomStream& stream, std::uint64_t first, std::span<std::uint32_t> values,
               InstructionSet instruction_set = best_instruction_set());

/// Uniform in [0, 1): uniform_from_bits() of the bits.
void fill_uniforms(const RandomStream& stream, std::uint64_t first, std::span<float> values,
                   InstructionSet instruction_set = best_instruction_set());

/// Standard normals: random_normal() of each element.
void fill_normals(const RandomStream& stream, std::uint64_t first, std::span<float> values,
                  InstructionSet instruction_set = best_instruction_set());

}  // namespace glissade
