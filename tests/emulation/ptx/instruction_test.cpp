#include <gtest/gtest.h>

#include "emulation/ptx/program.hpp"

namespace {

using namespace ptx_test;

/// An instruction whose result is in %h1, %r1, %d1, %f1 or %g1, and the bits that it must leave there.
struct Example {
  std::string instruction;
  std::uint64_t bits;
};

void PrintTo(const Example& example, std::ostream* stream) {
  *stream << example.instruction;
}

std::string storing(const std::string& instruction) {
  if (instruction.find("%h1,") != std::string::npos)
    return instruction + "; cvt.u64.u16 %d1, %h1; st.global.u64 [%slot], %d1;";
  if (instruction.find("%r1,") != std::string::npos)
    return instruction + "; cvt.u64.u32 %d1, %r1; st.global.u64 [%slot], %d1;";
  if (instruction.find("%f1,") != std::string::npos)
    return instruction + "; mov.b32 %r1, %f1; cvt.u64.u32 %d1, %r1; st.global.u64 [%slot], %d1;";
  if (instruction.find("%g1,") != std::string::npos)
    return instruction + "; st.global.f64 [%slot], %g1;";
  return instruction + "; st.global.u64 [%slot], %d1;";
}

class Instruction : public testing::TestWithParam<Example> {};

/// Executed by a whole warp, and by a part of one, which other code executes.
TEST_P(Instruction, LeavesTheBits) {
  for (const unsigned int threads : {32u, 5u}) {
    const auto slots = slots_after(storing(GetParam().instruction), {{1}, {threads}});
    EXPECT_EQ(slots, std::vector<std::uint64_t>(threads, GetParam().bits));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Integers, Instruction,
    testing::Values(
        Example{"add.s32 %r1, 2147483647, 1", 0x80000000}, Example{"add.s16 %h1, 32767, 1", 0x8000},
        Example{"add.s64 %d1, -1, 1", 0}, Example{"sub.s32 %r1, 0, 1", 0xffffffff},
        Example{"sub.s64 %d1, 0, 1", ~0ull}, Example{"mul.lo.s32 %r1, 65536, 65537", 65536},
        Example{"mul.lo.s64 %d1, 4294967296, 4294967297", 4294967296},
        Example{"mul.hi.u32 %r1, 4294967295, 4294967295", 0xfffffffe},
        Example{"mul.hi.s32 %r1, -1, 1", 0xffffffff}, Example{"mul.hi.u64 %d1, -1, -1", ~0ull - 1},
        Example{"mul.wide.s32 %d1, -2147483648, -2147483648", 1ull << 62},
        Example{"mul.wide.s32 %d1, -1, 1", ~0ull}, Example{"mul.wide.u32 %d1, -1, 1", 0xffffffff},
        Example{"mul.wide.u16 %r1, 65535, 65535", 0xfffe0001},
        Example{"mad.lo.s32 %r1, 3, 5, -16", 0xffffffff}, Example{"mad.lo.s64 %d1, 3, 5, 7", 22},
        Example{"mad.wide.u32 %d1, -1, 2, 1", 0x1ffffffff}, Example{"min.s32 %r1, -1, 0", 0xffffffff},
        Example{"min.u32 %r1, -1, 0", 0}, Example{"max.s64 %d1, -1, 0", 0},
        Example{"max.u64 %d1, -1, 0", ~0ull}, Example{"neg.s32 %r1, -2147483648", 0x80000000},
        Example{"abs.s32 %r1, -5", 5}, Example{"div.s32 %r1, -7, 2", 0xfffffffd},
        Example{"rem.s32 %r1, -7, 2", 0xffffffff}, Example{"div.u32 %r1, -7, 2", 0x7ffffffc},
        Example{"div.u64 %d1, -1, 3", 0x5555555555555555}, Example{"rem.u64 %d1, -1, 16", 15}));

INSTANTIATE_TEST_SUITE_P(
    Bits, Instruction,
    testing::Values(Example{"and.b32 %r1, 12, 10", 8}, Example{"or.b64 %d1, 12, 10", 14},
                    Example{"xor.b32 %r1, 12, 10", 6}, Example{"not.b64 %d1, 0", ~0ull},
                    Example{"not.b16 %h1, 1", 0xfffe}, Example{"shl.b32 %r1, 1, 31", 0x80000000},
                    Example{"shl.b32 %r1, 1, 32", 0}, Example{"shl.b64 %d1, 1, 63", 1ull << 63},
                    Example{"shl.b64 %d1, 1, 64", 0}, Example{"shr.s32 %r1, -8, 1", 0xfffffffc},
                    Example{"shr.s32 %r1, -8, 40", 0xffffffff}, Example{"shr.s32 %r1, 8, 32", 0},
                    Example{"shr.u32 %r1, -8, 31", 1}, Example{"shr.u64 %d1, -1, 64", 0},
                    Example{"popc.b32 %r1, 255", 8}, Example{"clz.b32 %r1, 0", 32},
                    Example{"clz.b64 %r1, 1", 63},
                    // Bytes 7, 0 and 4, and the sign of byte 3.
                    Example{"prmt.b32 %r1, 0x83020100, 0x77665544, 0xB407", 0xff440077},
                    Example{"bfi.b32 %r1, 0xff, 0, 8, 4", 0xf00}, Example{"bfi.b32 %r1, 0, -1, 1, 31", 1},
                    Example{"bfi.b32 %r1, -1, 0, 28, 8", 0xf0000000}, Example{"bfi.b32 %r1, 5, 7, 0, 0", 7},
                    Example{"bfi.b32 %r1, 5, 7, 0, 32", 5}, Example{"bfi.b32 %r1, 5, 7, 32, 4", 7}));

INSTANTIATE_TEST_SUITE_P(
    Floats, Instruction,
    testing::Values(Example{"add.rn.f32 %f1, 0f7F7FFFFF, 0f7F7FFFFF", 0x7f800000},
                    Example{"sub.rn.f32 %f1, 0f7F800000, 0f7F800000", 0x7fffffff},
                    Example{"add.rn.f32 %f1, 0f80000000, 0f80000000", 0x80000000},
                    Example{"mul.rn.f32 %f1, 0f00000001, 0f3F000000", 0},
                    Example{"mul.rn.f32 %f1, 0f00000003, 0f3F000000", 2},
                    // 1 + 2^-23 squared is 1 + 2^-22 + 2^-46: fused, the last term is left.
                    Example{"fma.rn.f32 %f1, 0f3F800001, 0f3F800001, 0fBF800002", 0x28800000},
                    Example{"fma.rn.f64 %g1, 0d3FF0000000000001, 0d3FF0000000000001, 0dBFF0000000000002",
                            0x3970000000000000},
                    Example{"div.rn.f32 %f1, 0f3F800000, 0f40400000", 0x3eaaaaab},
                    Example{"div.rn.f32 %f1, 0f3F800000, 0f80000000", 0xff800000},
                    Example{"div.rn.f64 %g1, 0d3FF0000000000000, 0d4008000000000000", 0x3fd5555555555555},
                    Example{"sqrt.rn.f32 %f1, 0f40000000", 0x3fb504f3},
                    Example{"sqrt.rn.f32 %f1, 0fBF800000", 0x7fffffff},
                    Example{"rcp.rn.f32 %f1, 0f40400000", 0x3eaaaaab},
                    Example{"neg.f32 %f1, 0f00000000", 0x80000000}, Example{"abs.f32 %f1, 0f80000000", 0},
                    Example{"abs.f64 %g1, 0dFFF0000000000000", 0x7ff0000000000000},
                    Example{"min.f32 %f1, 0f7FC00000, 0f3F800000", 0x3f800000},
                    Example{"min.f32 %f1, 0f00000000, 0f80000000", 0x80000000},
                    Example{"max.f32 %f1, 0f80000000, 0f00000000", 0},
                    Example{"copysign.f32 %f1, 0f80000000, 0f3F800000", 0xbf800000},
                    // A copy keeps the bits of a NaN.
                    Example{"mov.f32 %f1, 0f7FC01234", 0x7fc01234}));

INSTANTIATE_TEST_SUITE_P(
    Conversions, Instruction,
    testing::Values(
        Example{"cvt.rzi.s32.f32 %r1, 0f4F32D05E", 0x7fffffff},
        Example{"cvt.rzi.s32.f32 %r1, 0fCF32D05E", 0x80000000}, Example{"cvt.rzi.s32.f32 %r1, 0f7FC00000", 0},
        Example{"cvt.rzi.s32.f32 %r1, 0fBFF33333", 0xffffffff}, Example{"cvt.rzi.u32.f32 %r1, 0fBF800000", 0},
        Example{"cvt.rzi.u32.f32 %r1, 0f4F800000", 0xffffffff},
        Example{"cvt.rzi.u64.f64 %d1, 0d43EFFFFFFFFFFFFF", 0xfffffffffffff800},
        Example{"cvt.rzi.u64.f64 %d1, 0d43F0000000000000", ~0ull},
        Example{"cvt.rn.f32.u32 %f1, 16777219", 0x4b800002}, Example{"cvt.rn.f32.s32 %f1, -1", 0xbf800000},
        Example{"cvt.rn.f64.u64 %g1, -1", 0x43f0000000000000},
        Example{"cvt.rn.f32.f64 %f1, 0d3FF0000010000000", 0x3f800000},
        Example{"cvt.rn.f32.f64 %f1, 0d3FF0000030000000", 0x3f800002},
        Example{"cvt.f64.f32 %g1, 0f3F800000", 0x3ff0000000000000},
        Example{"cvt.rn.bf16.f32 %h1, 0f3F808000", 0x3f80},
        Example{"cvt.rn.bf16.f32 %h1, 0f3F818000", 0x3f82},
        Example{"cvt.rn.bf16.f32 %h1, 0f7F7FFFFF", 0x7f80},
        Example{"cvt.rn.bf16.f32 %h1, 0fFFC00000", 0x7fff},
        Example{"mov.b16 %h2, 16256; cvt.f32.bf16 %f1, %h2", 0x3f800000},
        Example{"cvt.u16.u32 %h1, 65537", 1}, Example{"cvt.s64.s32 %d1, -1", ~0ull},
        Example{"cvt.u64.u32 %d1, -1", 0xffffffff}, Example{"cvt.s32.s8 %r1, 255", 0xffffffff}));

INSTANTIATE_TEST_SUITE_P(
    Moves, Instruction,
    testing::Values(Example{"mov.b32 %r2, 1; mov.b32 %r3, 2; mov.b64 %d1, {%r2, %r3}", 0x200000001},
                    Example{"mov.b64 %d2, 0x200000001; mov.b64 {%r2, %r1}, %d2; add.s32 %r1, %r1, 0", 2},
                    Example{"mov.b16 %h2, 3; mov.b16 %h3, 4; mov.b32 %r1, {%h2, %h3}", 0x40003},
                    Example{"mov.pred %p1, -1; selp.b32 %r1, 5, 6, %p1", 5},
                    Example{"mov.pred %p1, 0; selp.b64 %d1, 5, 6, %p1", 6}));

/// Whether a comparison holds, as a number.
Example holds(const std::string& comparison, bool expected) {
  const std::size_t blank = comparison.find(' ');
  return {"setp." + comparison.substr(0, blank) + " %p1, " + comparison.substr(blank + 1) +
              "; selp.u64 %d1, 1, 0, %p1",
          expected ? 1u : 0u};
}

INSTANTIATE_TEST_SUITE_P(Comparisons, Instruction,
                         testing::Values(holds("lt.s32 -1, 0", true), holds("lt.u32 -1, 0", false),
                                         holds("ge.u64 -1, 0", true), holds("gt.s64 -1, 0", false),
                                         holds("eq.s16 65535, -1", true), holds("ne.b32 1, 1", false),
                                         holds("le.u16 65535, 0", false),
                                         holds("eq.f32 0f00000000, 0f80000000", true),
                                         holds("eq.f32 0f7FC00000, 0f7FC00000", false),
                                         holds("ne.f32 0f7FC00000, 0f00000000", false),
                                         holds("neu.f32 0f7FC00000, 0f7FC00000", true),
                                         holds("lt.f32 0f7FC00000, 0f00000000", false),
                                         holds("ltu.f32 0f7FC00000, 0f00000000", true),
                                         holds("leu.f64 0d3FF0000000000000, 0d0000000000000000", false),
                                         holds("gtu.f32 0f3F800000, 0f3F800000", false),
                                         holds("nan.f32 0f7FC00000, 0f00000000", true),
                                         holds("num.f64 0d0000000000000000, 0d0000000000000000", true)));

TEST(Division, ByZeroIsAFault) {
  EXPECT_EQ(fault_of("sub.s32 %r1, %thread, 3; div.u32 %r2, 7, %r1;"),
            "test.ptx:19 (div.u32 %r2, 7, %r1): integer division by zero");
  EXPECT_NE(fault_of("rem.s64 %d1, 1, 0;"), "");
  EXPECT_NE(fault_of("div.s32 %r1, -2147483648, -1;"), "");
}

TEST(Predicates, CombineByLane) {
  const auto slots = slots_after(R"(
    setp.lt.u32 %p1, %thread, 4;
    setp.gt.u32 %p2, %thread, 1;
    and.pred %p3, %p1, %p2;
    or.pred %p4, %p1, %p2;
    xor.pred %p5, %p1, %p2;
    not.pred %p6, %p1;
    selp.u64 %d1, 1, 0, %p3;
    selp.u64 %d2, 2, 0, %p4;
    selp.u64 %d3, 4, 0, %p5;
    selp.u64 %d4, 8, 0, %p6;
    add.s64 %d1, %d1, %d2;
    add.s64 %d1, %d1, %d3;
    add.s64 %d1, %d1, %d4;
    st.global.u64 [%slot], %d1;)",
                                 {{1}, {6}});
  EXPECT_EQ(slots, (std::vector<std::uint64_t>{6, 6, 3, 3, 14, 14}));
}

TEST(Guards, LetLanesPass) {
  const auto slots = slots_after(R"(
    setp.lt.u32 %p1, %thread, 2;
    mov.u64 %d1, 0;
    @%p1 add.s64 %d1, %d1, 1;
    @!%p1 add.s64 %d1, %d1, 2;
    st.global.u64 [%slot], %d1;)",
                                 {{1}, {4}});
  EXPECT_EQ(slots, (std::vector<std::uint64_t>{1, 1, 2, 2}));
}

TEST(Specials, NumberThreadsAndBlocks) {
  Memory memory(8 * 6);
  run(R"(
    mov.u32 %r1, %nctaid.x;
    mul.lo.s32 %r1, %r1, 100;
    mov.u32 %r2, %ntid.x;
    mad.lo.s32 %r1, %r2, 10, %r1;
    mov.u32 %r3, %laneid;
    add.s32 %r1, %r1, %r3;
    mad.lo.s32 %r2, %block, %r2, %thread;
    mad.wide.u32 %slot, %r2, 8, %base;
    cvt.u64.u32 %d1, %r1;
    st.global.u64 [%slot], %d1;)",
      memory, {{2}, {3}});
  for (std::size_t index = 0; index < 6; ++index)
    EXPECT_EQ(memory.word(index), 230 + index % 3);
}

}  // namespace
