#include <algorithm>
#include <limits>

#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

/// Wide enough that no product of 16 bits overflows a signed type on the way.
template <class T>
using Modular = std::conditional_t<(sizeof(T) < 4), std::uint32_t, std::make_unsigned_t<T>>;

template <class T>
using Twice =
    std::conditional_t<std::is_signed_v<T>, std::conditional_t<sizeof(T) == 2, std::int32_t, std::int64_t>,
                       std::conditional_t<sizeof(T) == 2, std::uint32_t, std::uint64_t>>;

template <class T>
void add_modular(Operations& table, const std::string& type) {
  using M = Modular<T>;
  table["add." + type] =
      binary<T>([](T a, T b) { return static_cast<T>(static_cast<M>(a) + static_cast<M>(b)); });
  table["sub." + type] =
      binary<T>([](T a, T b) { return static_cast<T>(static_cast<M>(a) - static_cast<M>(b)); });
  table["mul.lo." + type] =
      binary<T>([](T a, T b) { return static_cast<T>(static_cast<M>(a) * static_cast<M>(b)); });
  table["mad.lo." + type] = element_wise<T, T, T, T>([](T a, T b, T c) {
    return static_cast<T>(static_cast<M>(a) * static_cast<M>(b) + static_cast<M>(c));
  });
  table["mul.hi." + type] = binary<T>([](T a, T b) {
    __extension__ using Product = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;
    return static_cast<T>(static_cast<Product>(a) * static_cast<Product>(b) >> (8 * sizeof(T)));
  });
  table["min." + type] = binary<T>([](T a, T b) { return std::min(a, b); });
  table["max." + type] = binary<T>([](T a, T b) { return std::max(a, b); });
}

template <class T>
void add_signed(Operations& table, const std::string& type) {
  using M = Modular<T>;
  table["neg." + type] = unary<T>([](T a) { return static_cast<T>(M{0} - static_cast<M>(a)); });
  table["abs." + type] = unary<T>([](T a) { return a < 0 ? static_cast<T>(M{0} - static_cast<M>(a)) : a; });
}

template <class T>
void add_widening(Operations& table, const std::string& type) {
  using W = Twice<T>;
  table["mul.wide." + type] = element_wise<W, T, T>([](T a, T b) { return static_cast<W>(W{a} * W{b}); });
  table["mad.wide." + type] = element_wise<W, T, T, W>([](T a, T b, W c) {
    using M = std::make_unsigned_t<W>;
    return static_cast<W>(static_cast<M>(W{a} * W{b}) + static_cast<M>(c));
  });
}

struct Quotient {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(a / b);
  }
};
struct Remainder {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(a % b);
  }
};

/// A division by zero gives no defined value, and that of the least number by -1 overflows.
template <class T, class Part>
void divide(Warp& warp, const Instruction& instruction, LaneMask active) {
  auto* result = warp.values<T>(instruction.result);
  const auto* dividends = warp.values<T>(instruction.sources[0]);
  const auto* divisors = warp.values<T>(instruction.sources[1]);
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    if (!holds(active, lane))
      continue;
    const T dividend = value_of<T>(dividends[lane]);
    const T divisor = value_of<T>(divisors[lane]);
    if (divisor == 0)
      throw LaneFault{lane, "integer division by zero"};
    if constexpr (std::is_signed_v<T>)
      if (dividend == std::numeric_limits<T>::min() && divisor == -1)
        throw LaneFault{lane, "integer division whose result overflows"};
    result[lane] = bits_of<T>(Part::of(dividend, divisor));
  }
}

template <class T>
void add_divisions(Operations& table, const std::string& type) {
  table["div." + type] = {divide<T, Quotient>, sizeof(T), {sizeof(T), sizeof(T)}, 2};
  table["rem." + type] = {divide<T, Remainder>, sizeof(T), {sizeof(T), sizeof(T)}, 2};
}

}  // namespace

void add_integer_arithmetic(Operations& table) {
  add_modular<std::int16_t>(table, "s16");
  add_modular<std::int32_t>(table, "s32");
  add_modular<std::int64_t>(table, "s64");
  add_modular<std::uint16_t>(table, "u16");
  add_modular<std::uint32_t>(table, "u32");
  add_modular<std::uint64_t>(table, "u64");
  add_signed<std::int16_t>(table, "s16");
  add_signed<std::int32_t>(table, "s32");
  add_signed<std::int64_t>(table, "s64");
  add_widening<std::int16_t>(table, "s16");
  add_widening<std::int32_t>(table, "s32");
  add_widening<std::uint16_t>(table, "u16");
  add_widening<std::uint32_t>(table, "u32");
  add_divisions<std::int16_t>(table, "s16");
  add_divisions<std::int32_t>(table, "s32");
  add_divisions<std::int64_t>(table, "s64");
  add_divisions<std::uint16_t>(table, "u16");
  add_divisions<std::uint32_t>(table, "u32");
  add_divisions<std::uint64_t>(table, "u64");
}

}  // namespace emulation::ptx
