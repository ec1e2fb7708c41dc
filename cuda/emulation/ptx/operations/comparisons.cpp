#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

template <class T, class Function>
Operation comparison(Function) {
  return {[](Warp& warp, const Instruction& instruction, LaneMask active) {
            const auto* left = warp.values<T>(instruction.sources[0]);
            const auto* right = warp.values<T>(instruction.sources[1]);
            LaneMask passed = 0;
            for (std::uint32_t lane = 0; lane < lanes; ++lane)
              passed |= LaneMask{Function{}(value_of<T>(left[lane]), value_of<T>(right[lane]))} << lane;
            LaneMask& result = warp.predicate(instruction.result);
            result = (result & ~active) | (passed & active);
          },
          0,
          {sizeof(T), sizeof(T)},
          2};
}

/// Compares numbers; false where one is a NaN.
template <class T>
void add_ordered(Operations& table, const std::string& type) {
  table["setp.eq." + type] = comparison<T>([](T a, T b) { return a == b; });
  table["setp.ne." + type] = comparison<T>([](T a, T b) { return a < b || a > b; });
  table["setp.lt." + type] = comparison<T>([](T a, T b) { return a < b; });
  table["setp.le." + type] = comparison<T>([](T a, T b) { return a <= b; });
  table["setp.gt." + type] = comparison<T>([](T a, T b) { return a > b; });
  table["setp.ge." + type] = comparison<T>([](T a, T b) { return a >= b; });
}

/// True where one is a NaN.
template <class T>
void add_unordered(Operations& table, const std::string& type) {
  table["setp.equ." + type] = comparison<T>([](T a, T b) { return !(a < b || a > b); });
  table["setp.neu." + type] = comparison<T>([](T a, T b) { return a != b; });
  table["setp.ltu." + type] = comparison<T>([](T a, T b) { return !(a >= b); });
  table["setp.leu." + type] = comparison<T>([](T a, T b) { return !(a > b); });
  table["setp.gtu." + type] = comparison<T>([](T a, T b) { return !(a <= b); });
  table["setp.geu." + type] = comparison<T>([](T a, T b) { return !(a < b); });
  table["setp.num." + type] = comparison<T>([](T a, T b) { return a == a && b == b; });
  table["setp.nan." + type] = comparison<T>([](T a, T b) { return a != a || b != b; });
}

template <class T>
void add_unsigned(Operations& table, const std::string& type) {
  add_ordered<T>(table, type);
  table["setp.lo." + type] = table["setp.lt." + type];
  table["setp.ls." + type] = table["setp.le." + type];
  table["setp.hi." + type] = table["setp.gt." + type];
  table["setp.hs." + type] = table["setp.ge." + type];
}

template <class T>
void add_bits(Operations& table, const std::string& type) {
  table["setp.eq." + type] = comparison<T>([](T a, T b) { return a == b; });
  table["setp.ne." + type] = comparison<T>([](T a, T b) { return a != b; });
}

}  // namespace

void add_comparisons(Operations& table) {
  add_ordered<std::int16_t>(table, "s16");
  add_ordered<std::int32_t>(table, "s32");
  add_ordered<std::int64_t>(table, "s64");
  add_unsigned<std::uint16_t>(table, "u16");
  add_unsigned<std::uint32_t>(table, "u32");
  add_unsigned<std::uint64_t>(table, "u64");
  add_bits<std::uint16_t>(table, "b16");
  add_bits<std::uint32_t>(table, "b32");
  add_bits<std::uint64_t>(table, "b64");
  add_ordered<float>(table, "f32");
  add_ordered<double>(table, "f64");
  add_unordered<float>(table, "f32");
  add_unordered<double>(table, "f64");
}

}  // namespace emulation::ptx
