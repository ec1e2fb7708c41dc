#include <cmath>

#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

/// The smaller, or larger, of two numbers: -0 is less than 0, and a NaN loses against a number.
template <class T>
T smaller(T a, T b) {
  if (a == b)
    return std::signbit(a) ? a : b;
  return std::fmin(a, b);
}
template <class T>
T larger(T a, T b) {
  if (a == b)
    return std::signbit(a) ? b : a;
  return std::fmax(a, b);
}

template <class T>
void add_signs(Operations& table, const std::string& type) {
  table["neg." + type] = unary<T>([](T a) { return -a; });
  table["abs." + type] = unary<T>([](T a) { return std::fabs(a); });
  table["min." + type] = binary<T>([](T a, T b) { return smaller(a, b); });
  table["max." + type] = binary<T>([](T a, T b) { return larger(a, b); });
  // The sign is the first operand's.
  table["copysign." + type] = binary<T>([](T sign, T magnitude) { return std::copysign(magnitude, sign); });
}

/// To nearest: the product is compiled so that nothing else arises. Without a rounding in its name an
/// addition or multiplication may be fused, and is no instruction that --fmad=false gives.
template <class T>
void add_rounded(Operations& table, const std::string& type) {
  table["add.rn." + type] = binary<T>([](T a, T b) { return a + b; });
  table["sub.rn." + type] = binary<T>([](T a, T b) { return a - b; });
  table["mul.rn." + type] = binary<T>([](T a, T b) { return a * b; });
  table["div.rn." + type] = binary<T>([](T a, T b) { return a / b; });
  table["fma.rn." + type] = element_wise<T, T, T, T>([](T a, T b, T c) { return std::fma(a, b, c); });
  table["sqrt.rn." + type] = unary<T>([](T a) { return std::sqrt(a); });
  table["rcp.rn." + type] = unary<T>([](T a) { return T{1} / a; });
}

}  // namespace

void add_floating_arithmetic(Operations& table) {
  add_signs<float>(table, "f32");
  add_signs<double>(table, "f64");
  add_rounded<float>(table, "f32");
  add_rounded<double>(table, "f64");
}

}  // namespace emulation::ptx
