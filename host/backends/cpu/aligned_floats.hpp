#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace glissade::cpu {

/// Allocates whole cache lines. A vector that lies across two takes two accesses to load, which costs a
/// product 6 % of its rate.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};
  static constexpr std::uint64_t floats = 16;  ///< of a cache line

  CacheLineAllocator() = default;
  template <class Other>
  explicit CacheLineAllocator(const CacheLineAllocator<Other>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, alignment); }

  bool operator==(const CacheLineAllocator&) const = default;
};

using AlignedFloats = std::vector<float, CacheLineAllocator<float>>;

/// Elements from one row of a matrix to the next: whole cache lines, and an odd number of them where there
/// are more than a tile has vectors. Rows a power of two apart would all lie in a few sets of a cache.
constexpr std::uint64_t row_stride(std::uint64_t columns) {
  constexpr std::uint64_t line = CacheLineAllocator<float>::floats, most_vectors = 4;
  if (columns < line)
    return columns;
  const std::uint64_t lines = (columns + line - 1) / line;
  return (lines > most_vectors ? lines | 1 : lines) * line;
}

}  // namespace glissade::cpu
