#pragma once

#include <cstdint>

#include "glissade/numeric/host_device.hpp"
#include "glissade/numeric/philox.hpp"

namespace glissade {

/// A keyed permutation of [0, n) without an index array: position → row in constant time and memory.
///
/// An alternating Feistel network by modular addition on the domain ⌈√n⌉ × ⌈n/⌈√n⌉⌉, walked until the result
/// is below n (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). The domain exceeds n
/// by less than ⌈√n⌉, so that the chance of a second walk is below 1/√n.
class Permutation {
 public:
  static constexpr int rounds = 8;
  /// Rows of one byte would fill the address space of today's processors.
  static constexpr std::uint64_t largest_size = std::uint64_t{1} << 48;

  /// n in [1, largest_size].
  GLISSADE_HOST_DEVICE Permutation(std::uint64_t n, std::uint64_t seed, std::uint64_t epoch) : n_(n) {
    const std::uint32_t left = ceiling_square_root(n);
    sizes_ = {left, static_cast<std::uint32_t>((n + left - 1) / left)};
    // The epoch takes two words so that epochs past 2^32 stay distinct.
    const std::uint64_t first_block = epoch >> 32 << 8;
    for (std::uint32_t round = 0; round < rounds; ++round)
      keys_[round] = random_block(seed, RandomPurpose::batch_order, static_cast<std::uint32_t>(epoch),
                                  first_block + round / 4)
                         .lane[round % 4];
  }

  GLISSADE_HOST_DEVICE std::uint64_t size() const { return n_; }

  /// `position` below size().
  GLISSADE_HOST_DEVICE std::uint64_t operator()(std::uint64_t position) const {
    std::uint64_t value = position;
    do {
      value = walk(value);
    } while (value >= n_);
    return value;
  }

  /// One pass over the domain: a bijection on [0, left × right).
  GLISSADE_HOST_DEVICE std::uint64_t walk(std::uint64_t value) const { return join(scramble(split(value))); }

  /// A value of the domain as left · sizes().right + right. The parts of a walk are free of branches, so that
  /// a caller may vectorise a run of positions and walk again the few results that are not below size().
  struct Halves {
    std::uint32_t left;
    std::uint32_t right;
  };

  GLISSADE_HOST_DEVICE Halves sizes() const { return sizes_; }

  GLISSADE_HOST_DEVICE Halves split(std::uint64_t value) const {
    const std::uint64_t left = value / sizes_.right;
    return {static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(value - left * sizes_.right)};
  }

  /// `distance` values later, without the division; distance at most sizes().right.
  GLISSADE_HOST_DEVICE Halves advance(Halves halves, std::uint32_t distance) const {
    const std::uint32_t right = halves.right + distance;
    const bool carry = right >= sizes_.right;
    return {halves.left + (carry ? 1u : 0u), right - (carry ? sizes_.right : 0u)};
  }

  GLISSADE_HOST_DEVICE Halves scramble(Halves halves) const {
    // Written out, because compilers vectorise around eight rounds but not around a loop of them.
    static_assert(rounds == 8);
    halves = two_rounds(halves, keys_[0], keys_[1]);
    halves = two_rounds(halves, keys_[2], keys_[3]);
    halves = two_rounds(halves, keys_[4], keys_[5]);
    return two_rounds(halves, keys_[6], keys_[7]);
  }

  GLISSADE_HOST_DEVICE std::uint64_t join(Halves halves) const {
    return std::uint64_t{halves.left} * sizes_.right + halves.right;
  }

 private:
  GLISSADE_HOST_DEVICE Halves two_rounds(Halves halves, std::uint32_t left_key,
                                         std::uint32_t right_key) const {
    const std::uint32_t left = add_modulo(halves.left, mix(halves.right, left_key), sizes_.left);
    return {left, add_modulo(halves.right, mix(left, right_key), sizes_.right)};
  }

  /// The middle of MurmurHash3's finalizer (Appleby, public domain) on a keyed half. The high bits depend on
  /// every bit of the half.
  GLISSADE_HOST_DEVICE static std::uint32_t mix(std::uint32_t half, std::uint32_t key) {
    std::uint32_t hash = (half ^ key) * 0x85EBCA6Bu;
    hash = (hash ^ (hash >> 15)) * 0xC2B2AE35u;
    return hash;
  }

  /// value + (hash scaled to [0, size)), modulo size, which is at most 2^24.
  GLISSADE_HOST_DEVICE static std::uint32_t add_modulo(std::uint32_t value, std::uint32_t hash,
                                                       std::uint32_t size) {
    // Scaled in fp32, as there are no vectors of the upper halves of 32-bit products. The uniform is at most
    // 1 − 2^-24, so that its product with a size of at most 24 bits never rounds up to the size.
    const float scaled = static_cast<float>(static_cast<std::int32_t>(hash >> 8)) *
                         (static_cast<float>(static_cast<std::int32_t>(size)) * 0x1p-24f);
    const std::uint32_t step = static_cast<std::uint32_t>(static_cast<std::int32_t>(scaled));
    // One of the two is below the size, and the other, wrapped around or not, is larger.
    const std::uint32_t sum = value + step;
    const std::uint32_t reduced = (value - size) + step;
    return reduced < sum ? reduced : sum;
  }

  GLISSADE_HOST_DEVICE static std::uint32_t ceiling_square_root(std::uint64_t n) {
    std::uint32_t low = 1, high = std::uint32_t{1} << 24;
    while (low < high) {
      const std::uint32_t middle = (low + high) / 2;
      if (std::uint64_t{middle} * middle >= n) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  std::uint64_t n_;
  Halves sizes_;
  std::uint32_t keys_[rounds];
};

}  // namespace glissade
