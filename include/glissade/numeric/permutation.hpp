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

  /// n in [1, 2^62].
  GLISSADE_HOST_DEVICE Permutation(std::uint64_t n, std::uint64_t seed, std::uint64_t epoch) : n_(n) {
    left_size_ = ceiling_square_root(n);
    right_size_ = (n + left_size_ - 1) / left_size_;
    // The epoch takes two words so that epochs past 2^32 stay distinct.
    for (std::uint32_t i = 0; i < rounds / 4; ++i) {
      const PhiloxBlock block = random_block(seed, RandomPurpose::batch_order,
                                             static_cast<std::uint32_t>(epoch), (epoch >> 32 << 8) | i);
      for (int lane = 0; lane < 4; ++lane)
        keys_[4 * i + static_cast<std::uint32_t>(lane)] = block.lane[lane];
    }
  }

  GLISSADE_HOST_DEVICE std::uint64_t size() const { return n_; }

  /// `position` below n.
  GLISSADE_HOST_DEVICE std::uint64_t operator()(std::uint64_t position) const {
    std::uint64_t value = position;
    do {
      value = walk(value);
    } while (value >= n_);
    return value;
  }

  /// One pass over the domain: a bijection on [0, left × right). Free of branches, so that a caller may
  /// vectorise a run of positions and walk again the few results that are not below size().
  GLISSADE_HOST_DEVICE std::uint64_t walk(std::uint64_t value) const {
    std::uint32_t left = static_cast<std::uint32_t>(value / right_size_);
    std::uint32_t right = static_cast<std::uint32_t>(value - left * right_size_);
    for (int round = 0; round < rounds; round += 2) {
      left = add_modulo(left, mix(right, keys_[round]), left_size_);
      right = add_modulo(right, mix(left, keys_[round + 1]), right_size_);
    }
    return left * right_size_ + right;
  }

 private:
  /// The finalizer of MurmurHash3 (Appleby, public domain) on a keyed half.
  GLISSADE_HOST_DEVICE static std::uint32_t mix(std::uint32_t half, std::uint32_t key) {
    std::uint32_t hash = half ^ key;
    hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
    hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
    return (hash ^ (hash >> 16)) + key;
  }

  /// value + (hash scaled to [0, size)), modulo size.
  GLISSADE_HOST_DEVICE static std::uint32_t add_modulo(std::uint32_t value, std::uint32_t hash,
                                                       std::uint64_t size) {
    const std::uint64_t sum = value + ((hash * size) >> 32);
    return static_cast<std::uint32_t>(sum >= size ? sum - size : sum);
  }

  GLISSADE_HOST_DEVICE static std::uint64_t ceiling_square_root(std::uint64_t n) {
    std::uint64_t low = 1, high = std::uint64_t{1} << 31;
    while (low < high) {
      const std::uint64_t middle = (low + high) / 2;
      if (middle * middle >= n) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  std::uint64_t n_;
  std::uint64_t left_size_;
  std::uint64_t right_size_;
  std::uint32_t keys_[rounds];
};

}  // namespace glissade
