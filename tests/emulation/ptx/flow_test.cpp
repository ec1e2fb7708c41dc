#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulation/ptx/program.hpp"

namespace {

using namespace ptx_test;
using testing::HasSubstr;

constexpr const char* store_r1 = "cvt.u64.u32 %d1, %r1; st.global.u64 [%slot], %d1;";

TEST(Branches, LanesLoopAsOftenAsTheyWill) {
  const auto slots = slots_after(std::string(R"(
    mov.u32 %r1, 0;
    mov.u32 %r2, 0;
  $again:
    setp.ge.u32 %p1, %r2, %thread;
    @%p1 bra $done;
    add.s32 %r2, %r2, 1;
    add.s32 %r1, %r1, %r2;
    bra.uni $again;
  $done:
  )") + store_r1);
  for (std::uint64_t thread = 0; thread < 32; ++thread)
    EXPECT_EQ(slots[thread], thread * (thread + 1) / 2);
}

TEST(Branches, LanesThatLeftStayAway) {
  const auto slots =
      slots_after(std::string("setp.gt.u32 %p1, %thread, 2; @%p1 ret; mov.u32 %r1, 7;") + store_r1);
  for (std::uint64_t thread = 0; thread < 32; ++thread)
    EXPECT_EQ(slots[thread], thread > 2 ? ~0ull : 7);
}

/// Each thread's lane, through an exchange.
std::vector<std::uint64_t> exchanged(const std::string& shuffle) {
  return slots_after("mov.u32 %r2, %laneid;" + shuffle + store_r1);
}

TEST(Shuffles, Butterfly) {
  const auto slots = exchanged("shfl.sync.bfly.b32 %r1, %r2, 5, 31, -1;");
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane ^ 5);
}

TEST(Shuffles, UpKeepsTheFirst) {
  const auto slots = exchanged("shfl.sync.up.b32 %r1, %r2, 3, 0, -1;");
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane < 3 ? lane : lane - 3);
}

TEST(Shuffles, DownOfSegmentsOfEight) {
  // Clamp 31 with a segment mask of 24, as __shfl_down_sync(…, 8) has it.
  const auto slots = exchanged("shfl.sync.down.b32 %r1, %r2, 2, 6175, -1;");
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane % 8 < 6 ? lane + 2 : lane);
}

TEST(Shuffles, IndexWithinSegmentsOfSixteen) {
  const auto slots = exchanged("shfl.sync.idx.b32 %r1, %r2, 3, 4127, -1;");
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane / 16 * 16 + 3);
}

TEST(Shuffles, TellWhoReadsBeyond) {
  const auto slots = exchanged("shfl.sync.down.b32 %r1|%p1, %r2, 16, 31, -1; selp.b32 %r1, 1, 0, %p1;");
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane < 16 ? 1u : 0u);
}

TEST(Shuffles, OfTheLanesThatAMaskNames) {
  const auto slots = slots_after(std::string(R"(
    mov.u32 %r1, 99;
    setp.ge.u32 %p1, %thread, 16;
    @%p1 bra $others;
    shfl.sync.bfly.b32 %r1, %thread, 1, 31, 0xFFFF;
  $others:
  )") + store_r1);
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane < 16 ? lane ^ 1 : 99);
}

/// Lanes of both branches meet in one instruction, which the first of them waits at.
TEST(Shuffles, WaitForLanesThatComeLater) {
  const auto slots = slots_after(std::string(R"(
    setp.ge.u32 %p1, %thread, 16;
    mov.u32 %r2, 1;
    @%p1 bra $later;
  $meet:
    shfl.sync.bfly.b32 %r1, %r2, 16, 31, -1;
    bra.uni $end;
  $later:
    mov.u32 %r2, 2;
    bra.uni $meet;
  $end:
  )") + store_r1);
  for (std::uint64_t lane = 0; lane < 32; ++lane)
    EXPECT_EQ(slots[lane], lane < 16 ? 2u : 1u);
}

TEST(Shuffles, ReadNoLaneThatTakesNoPart) {
  EXPECT_THAT(fault_of(R"(
    setp.ge.u32 %p1, %thread, 16;
    @%p1 bra $others;
    shfl.sync.bfly.b32 %r1, %thread, 16, 31, 0xFFFF;
  $others:)"),
              HasSubstr("shfl.sync.bfly.b32 %r1, %thread, 16, 31, 0xFFFF): the exchange reads lane 16"));
}

TEST(Shuffles, NameNoLaneThatLeft) {
  EXPECT_THAT(fault_of("setp.eq.u32 %p1, %thread, 9; @%p1 ret; shfl.sync.bfly.b32 %r1, %thread, 1, 31, -1;"),
              HasSubstr("names lane 9, which has exited"));
}

TEST(Shuffles, NameNoLaneThatTheBlockLacks) {
  EXPECT_THAT(fault_of("shfl.sync.bfly.b32 %r1, %thread, 1, 31, -1;", {{1}, {20}}),
              HasSubstr("names lane 20, which the block does not have"));
}

TEST(Shuffles, NameTheirOwnLane) {
  EXPECT_THAT(fault_of("shfl.sync.bfly.b32 %r1, %thread, 1, 31, 0x7FFFFFFF;"),
              HasSubstr("executed by a lane that its mask does not name"));
}

TEST(Shuffles, ThatNeverMeetAreAFault) {
  EXPECT_THAT(fault_of(R"(
    setp.ge.u32 %p1, %thread, 16;
    @%p1 bra $others;
    shfl.sync.bfly.b32 %r1, %thread, 1, 31, -1;
    bra.uni $end;
  $others:
    bar.sync 0;
  $end:)"),
              HasSubstr("the exchange waits for lanes that do not come"));
}

/// The value of the thread 33 further, which is of another warp.
const std::string read_other_warp = R"(
    shl.b32 %r2, %thread, 2;
    mov.u32 %r3, tile;
    add.s32 %r4, %r3, %r2;
    st.shared.u32 [%r4], %thread;
    bar.sync 0;
    add.s32 %r5, %thread, 33;
    and.b32 %r5, %r5, 63;
    shl.b32 %r5, %r5, 2;
    add.s32 %r5, %r3, %r5;
    ld.shared.u32 %r1, [%r5];
)";

TEST(Barriers, OrderWarps) {
  const auto slots = slots_after(read_other_warp + store_r1, {{1}, {64}});
  for (std::uint64_t thread = 0; thread < 64; ++thread)
    EXPECT_EQ(slots[thread], (thread + 33) % 64);
}

TEST(Barriers, AreSkippedByThreadsThatLeft) {
  const auto slots = slots_after(std::string(R"(
    setp.ge.u32 %p1, %thread, 40;
    @%p1 ret;
    mov.u32 %r1, 1;
    bar.sync 0;
  )") + store_r1,
                                 {{1}, {64}});
  for (std::uint64_t thread = 0; thread < 64; ++thread)
    EXPECT_EQ(slots[thread], thread < 40 ? 1 : ~0ull);
}

/// nvcc copies code, so that threads may come to one barrier by several instructions.
TEST(Barriers, MeetInBothBranches) {
  const auto slots = slots_after(std::string(R"(
    setp.ge.u32 %p1, %thread, 7;
    @%p1 bra $others;
    bar.sync 0;
    mov.u32 %r1, 1;
    bra.uni $end;
  $others:
    bar.sync 0;
    mov.u32 %r1, 2;
  $end:
  )") + store_r1);
  for (std::uint64_t thread = 0; thread < 32; ++thread)
    EXPECT_EQ(slots[thread], thread < 7 ? 1u : 2u);
}

TEST(Launches, HaveNoMoreThreadsThanTheKernelIsFor) {
  std::string source = kernel_of("");
  source.insert(source.find("{\n"), ".maxntid 8, 4, 1\n");
  EXPECT_EQ(parsed(source).most_threads, 32u);
  EXPECT_EQ(fault_of("", {{1}, {1024}}), "");
  EXPECT_EQ(fault_of("", {{1}, {1024, 2}}),
            "the launch has 2048 threads a block, and the kernel is compiled for at most 1024");
}

}  // namespace
