#pragma once

#include <cstdint>

#include "glissade/backend.hpp"

/// How far a sum in floating point may stray from the exact one.
namespace glissade::verification {

inline constexpr double unit_roundoff = 0x1p-24;        ///< fp32, round to nearest
inline constexpr double smallest_subnormal = 0x1p-149;  ///< fp32

/// The arithmetic that a sum was done in.
struct Arithmetic {
  /// Largest relative error of one addition or product; 2^-23 where hardware truncates (tensor cores; Fasi,
  /// Higham, Mikaitis and Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ CS 2021).
  double unit_roundoff = verification::unit_roundoff;
  /// Relative error made when factors are rounded to a narrower format: 0, 2^-10 (tf32) or 2^-8 (bf16).
  double input_error = 0.0;
  /// The same of a factor that is subnormal in the narrower format, which then keeps multiples of this only:
  /// 0, 2^-136 (tf32 has 10 bits below 2^-126) or 2^-133 (bf16 has 7).
  double input_underflow = 0.0;
  /// Roundings behave as independent errors of mean 0: IEEE round to nearest does, truncation does not.
  bool rounds_to_nearest = true;
  /// How many factors of a product are rounded to the narrower format, 0 to 2; others are stored in it.
  int rounded_factors = 2;
};

/// The arithmetic of matrix products in a precision. The narrower ones run on tensor cores. Of the factors,
/// `weights` are parameters, which stay in fp32: bf16 rounds those alone, since values and gradients of
/// layers are stored in it.
Arithmetic arithmetic_of(Precision precision, int weights);

struct SumShape {
  std::uint64_t terms = 0;
  /// Roundings that one term can pass through, its own product's among them. No order of additions has more
  /// than `terms`, which is taken where this is 0 or larger.
  std::uint64_t depth = 0;
  /// Sums of this shape that are compared; the chance that any exceeds the bound counts them all.
  std::uint64_t compared = 1;
};

/// g with |computed − exact| ≤ g · Σ|a||b| for a sum of products, input and underflow errors aside. With k
/// the depth, the smaller of
///   γ_k = k·u/(1 − k·u)                              always (Higham, "Accuracy and Stability", 2002, §3.1)
///   exp(λ√k·u + k·u²/(1 − u)) − 1                     but for a chance of 10^-9 over all sums compared
///   (Higham
///                                                    and Mary, SIAM J. Sci. Comput. 41, 2019, theorem 2.4)
/// where λ = √(2·ln(2·compared·terms/10^-9)). The second is for round to nearest only, and wins above some
/// 80 terms.
double sum_growth(const SumShape& shape, const Arithmetic& arithmetic = {});

/// |computed − exact| of a sum of products; `magnitude` is Σ|a||b|, `factors` Σ(|a| + |b|). Factors that are
/// rounded first add their own error: with e the relative and η the absolute one of each, for two of them
///   |ãb̃ − ab| ≤ ((1 + e)² − 1)·|a||b| + (1 + e)·η·(|a| + |b|) + η².
/// Products that underflow add half a subnormal each; the other half holds η².
double sum_bound(const SumShape& shape, double magnitude, const Arithmetic& arithmetic = {},
                 double factors = 0.0);

}  // namespace glissade::verification
