#pragma once

#include <cstdint>
#include <cstring>

#include "numeric/instruction_set.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// The vectors of a register tile, per instruction set: what `Lanes` leave to the compiler, but with fused
/// multiply-adds, masks and the width of one register. Not always_inline, since a function of one target
/// cannot be inlined into the generic body: flattening the clone inlines both. Nor do they return vectors,
/// whose way of being returned the target decides.
namespace glissade::cpu {

struct BaselineVectors {
  using Vector [[gnu::vector_size(16)]] = float;
  static constexpr int most_rows[] = {12, 6};  ///< of a tile of one vector, of two, …

  static void broadcast(Vector& vector, float x) { vector = Vector{x, x, x, x}; }
  static void add_product(Vector& sum, const Vector& a, const Vector& b) { sum += a * b; }
  static void load_first(Vector& vector, const float* from, unsigned int count) {
    vector = Vector{};
    std::memcpy(&vector, from, count * sizeof(float));
  }
  static void store_first(float* to, const Vector& vector, unsigned int count) {
    std::memcpy(to, &vector, count * sizeof(float));
  }
};

#if defined(__x86_64__)
struct Avx2Vectors {
  using Vector = __m256;
  static constexpr int most_rows[] = {12, 6};

  GLISSADE_TARGET_AVX2 static void broadcast(Vector& vector, float x) { vector = _mm256_set1_ps(x); }
  GLISSADE_TARGET_AVX2 static void add_product(Vector& sum, const Vector& a, const Vector& b) {
    sum = _mm256_fmadd_ps(a, b, sum);
  }
  GLISSADE_TARGET_AVX2 static __m256i mask_of(unsigned int count) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), lanes);
  }
  GLISSADE_TARGET_AVX2 static void load_first(Vector& vector, const float* from, unsigned int count) {
    vector = _mm256_maskload_ps(from, mask_of(count));
  }
  GLISSADE_TARGET_AVX2 static void store_first(float* to, const Vector& vector, unsigned int count) {
    _mm256_maskstore_ps(to, mask_of(count), vector);
  }
};

struct Avx512Vectors {
  using Vector = __m512;
  static constexpr int most_rows[] = {14, 12, 8, 6};

  GLISSADE_TARGET_AVX512 static void broadcast(Vector& vector, float x) { vector = _mm512_set1_ps(x); }
  GLISSADE_TARGET_AVX512 static void add_product(Vector& sum, const Vector& a, const Vector& b) {
    sum = _mm512_fmadd_ps(a, b, sum);
  }
  GLISSADE_TARGET_AVX512 static void load_first(Vector& vector, const float* from, unsigned int count) {
    vector = _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1u), from);
  }
  GLISSADE_TARGET_AVX512 static void store_first(float* to, const Vector& vector, unsigned int count) {
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1u), vector);
  }
};
#endif

}  // namespace glissade::cpu
