#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulation/ptx/program.hpp"

namespace {

using namespace ptx_test;
using testing::AllOf;
using testing::HasSubstr;

const Shape two_warps{{1}, {64}};
const Shape two_blocks{{2}, {1}};

/// Each thread writes its word of shared memory and reads the next one's.
std::string neighbours(const std::string& between) {
  return R"(
    mov.u32 %r3, tile;
    mad.lo.s32 %r4, %thread, 4, %r3;
    st.shared.u32 [%r4], %thread;)" +
         between + R"(
    add.s32 %r5, %thread, 1;
    and.b32 %r5, %r5, 31;
    mad.lo.s32 %r5, %r5, 4, %r3;
    ld.shared.u32 %r1, [%r5];
  )";
}

TEST(SharedRaces, ABarrierOrders) {
  EXPECT_EQ(fault_of(neighbours("bar.sync 0;")), "");
}

TEST(SharedRaces, AMissingBarrierIsFoundWithinAWarp) {
  EXPECT_THAT(fault_of(neighbours("")),
              AllOf(HasSubstr("(ld.shared.u32 %r1, [%r5]): a race: this read and the write by block (0,0,0), "
                              "thread (1,0,0) at test.ptx:"),
                    HasSubstr("(st.shared.u32 [%r4], %thread)")));
}

TEST(SharedRaces, AWriteAfterAnothersRead) {
  const std::string again = " mad.lo.s32 %r5, %thread, 4, %r3; st.shared.u32 [%r5], %r1;";
  EXPECT_THAT(fault_of(neighbours("bar.sync 0;") + again), HasSubstr("a race: this write and the read by"));
  EXPECT_EQ(fault_of(neighbours("bar.sync 0;") + "bar.sync 0;" + again), "");
}

/// The last of the readers is the writer itself.
TEST(SharedRaces, AWriteAfterTheReadsOfSeveral) {
  EXPECT_THAT(fault_of(R"(
    ld.shared.u32 %r1, [tile];
    setp.eq.u32 %p1, %thread, 31;
    @%p1 st.shared.u32 [tile], %thread;)"),
              HasSubstr("a race: this write and the read by"));
}

TEST(SharedRaces, OneThreadMayDoWhatItWill) {
  EXPECT_EQ(fault_of(R"(
    mov.u32 %r3, tile;
    mad.lo.s32 %r4, %thread, 4, %r3;
    st.shared.u32 [%r4], %thread;
    ld.shared.u32 %r1, [%r4];
    st.shared.u32 [%r4], %r1;)",
                     two_warps),
            "");
}

TEST(SharedRaces, BlocksHaveTheirOwn) {
  EXPECT_EQ(fault_of("st.shared.u32 [tile], %block;", two_blocks), "");
}

TEST(SharedRaces, OfTwoWarps) {
  EXPECT_THAT(fault_of("st.shared.u32 [tile], %thread;", two_warps),
              HasSubstr("a race: this write and the write by"));
}

TEST(SharedRaces, WritersOfOneValueAgree) {
  EXPECT_EQ(fault_of("mov.u32 %r1, 1; st.shared.u32 [tile], %r1;", two_warps), "");
  EXPECT_THAT(fault_of("mov.u32 %r1, 1; st.shared.u32 [tile], %r1; ld.shared.u32 %r2, [tile];", two_warps),
              HasSubstr("a race: this read and the write by"));
}

TEST(SharedRaces, NeighboursOfAnySizeAreApart) {
  for (const std::string bytes : {"1", "2", "4", "8"}) {
    const std::string bits = std::to_string(8 * std::stoi(bytes));
    const std::string store = "mov.u32 %r3, tile; mad.lo.s32 %r4, %thread, " + bytes +
                              ", %r3; cvt.u16.u32 %h1, %thread; cvt.u64.u32 %d1, %thread; st.shared.u" +
                              bits + " [%r4], " +
                              (bytes == "8"   ? "%d1;"
                               : bytes == "4" ? "%thread;"
                                              : "%h1;");
    EXPECT_EQ(fault_of(store, two_warps), "");
    // A word of the last thread, and the first one's within it.
    const std::string word = "setp.eq.u32 %p1, %thread, 63; @%p1 ld.shared.u64 %d2, [tile];";
    EXPECT_THAT(fault_of(store + word, two_warps), HasSubstr("a race: this read and the write by"));
  }
}

TEST(GlobalRaces, OfBlocks) {
  EXPECT_THAT(fault_of("st.global.u32 [%base], %block;", two_blocks),
              HasSubstr("a race: this write and the write by block (0,0,0), thread (0,0,0)"));
  EXPECT_THAT(
      fault_of("setp.eq.u32 %p1, %block, 0; @%p1 st.global.u32 [%base], %block; ld.global.u32 %r1, [%base];",
               two_blocks),
      HasSubstr("a race: this read and the write by block (0,0,0)"));
  EXPECT_THAT(
      fault_of("setp.eq.u32 %p1, %block, 1; ld.global.u32 %r1, [%base]; @%p1 st.global.u32 [%base], %block;",
               two_blocks),
      HasSubstr("a race: this write and the read by"));
}

/// No barrier orders blocks.
TEST(GlobalRaces, OfBlocksWithBarriers) {
  EXPECT_THAT(fault_of("setp.eq.u32 %p1, %block, 0; @%p1 st.global.u32 [%base], %block; bar.sync 0; "
                       "ld.global.u32 %r1, [%base];",
                       {{2}, {64}}),
              HasSubstr("a race: this read and the write by"));
}

TEST(GlobalRaces, BlocksMayReadTheSame) {
  EXPECT_EQ(fault_of("ld.global.u32 %r1, [%base];", {{3}, {64}}), "");
}

TEST(GlobalRaces, LaunchesAreOrdered) {
  Memory memory(64);
  for (int launch = 0; launch < 3; ++launch)
    run("ld.global.u32 %r1, [%base]; st.global.u32 [%base], %block;", memory, {{1}, {1}});
}

}  // namespace
