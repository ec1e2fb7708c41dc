#pragma once

#include <cstdint>

#include "glissade/numeric/host_device.hpp"

/// Random numbers as a pure function of what they are for. An element's number depends on (seed, purpose,
/// epoch, index) alone, never on thread, block or batch, so every device draws the same bits and any slice
/// can be drawn alone.
namespace glissade {

/// Last word of the counter: keeps the streams of one seed apart. The values are part of the file formats (a
/// seed must give the same data in later versions): never renumber.
enum class RandomPurpose : std::uint32_t {
  features = 1,
  weights = 2,  ///< of a synthetic source
  noise = 3,
  labels = 4,
  label_noise = 5,
  class_centers = 6,
  initial_parameters = 7,
  batch_order = 8,
  split = 9,
  sampling = 10,
};

struct PhiloxBlock {
  std::uint32_t lane[4];
};

/// Philox4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
GLISSADE_HOST_DEVICE constexpr PhiloxBlock philox4x32(PhiloxBlock counter, std::uint32_t key0,
                                                      std::uint32_t key1) {
  constexpr std::uint32_t multiplier0 = 0xD2511F53u;
  constexpr std::uint32_t multiplier1 = 0xCD9E8D57u;
  constexpr std::uint32_t weyl0 = 0x9E3779B9u;
  constexpr std::uint32_t weyl1 = 0xBB67AE85u;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{multiplier0} * counter.lane[0];
    const std::uint64_t product1 = std::uint64_t{multiplier1} * counter.lane[2];
    counter = {{static_cast<std::uint32_t>(product1 >> 32) ^ counter.lane[1] ^ key0,
                static_cast<std::uint32_t>(product1),
                static_cast<std::uint32_t>(product0 >> 32) ^ counter.lane[3] ^ key1,
                static_cast<std::uint32_t>(product0)}};
    key0 += weyl0;
    key1 += weyl1;
  }
  return counter;
}

/// The four 32-bit numbers of elements 4·block … 4·block + 3.
GLISSADE_HOST_DEVICE constexpr PhiloxBlock random_block(std::uint64_t seed, RandomPurpose purpose,
                                                        std::uint32_t epoch, std::uint64_t block) {
  return philox4x32({{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), epoch,
                      static_cast<std::uint32_t>(purpose)}},
                    static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

/// 32 random bits of one element.
GLISSADE_HOST_DEVICE constexpr std::uint32_t random_bits(std::uint64_t seed, RandomPurpose purpose,
                                                         std::uint32_t epoch, std::uint64_t index) {
  return random_block(seed, purpose, epoch, index / 4).lane[index % 4];
}

/// A multiple of 2^-24 in [0, 1).
GLISSADE_HOST_DEVICE constexpr float uniform_from_bits(std::uint32_t bits) {
  // Signed, because processors without AVX-512 convert no unsigned vectors; the 24 bits are exact.
  return static_cast<float>(static_cast<std::int32_t>(bits >> 8)) * 0x1p-24f;
}

/// A number in [0, count), count at most 2^32.
GLISSADE_HOST_DEVICE constexpr std::uint64_t choose_from_bits(std::uint32_t bits, std::uint64_t count) {
  return bits * count >> 32;
}

}  // namespace glissade
