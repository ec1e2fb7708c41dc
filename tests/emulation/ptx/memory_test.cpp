#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulation/ptx/program.hpp"

namespace {

using namespace ptx_test;
using testing::AllOf;
using testing::HasSubstr;

const Shape one_thread{{1}, {1}};

TEST(GlobalMemory, MovesVectors) {
  Memory memory(64);
  run(R"(
    mov.b64 %d1, 1; mov.b64 %d2, 2;
    st.global.v2.u64 [%base], {%d1, %d2};
    mov.b32 %r1, 3; mov.b32 %r2, 4; mov.b32 %r3, 5; mov.b32 %r4, 6;
    st.global.v4.u32 [%base+16], {%r1, %r2, %r3, %r4};
    ld.global.nc.v4.u32 {%r5, %r6, %r7, %r8}, [%base];
    st.global.u32 [%base+32], %r7;
    st.global.u32 [%base+36], %r8;)",
      memory, one_thread);
  EXPECT_EQ(memory.word(0), 1u);
  EXPECT_EQ(memory.word(1), 2u);
  EXPECT_EQ(memory.word(2), 4ull << 32 | 3);
  EXPECT_EQ(memory.word(3), 6ull << 32 | 5);
  EXPECT_EQ(memory.word(4), 2u);
}

TEST(GlobalMemory, WidensBytesAndHalves) {
  Memory memory(64);
  run(R"(
    mov.b64 %d1, 0x8180;
    st.global.u64 [%base], %d1;
    ld.global.u8 %h1, [%base+1];
    ld.global.s8 %r1, [%base];
    ld.global.u16 %r2, [%base];
    cvt.u64.u16 %d1, %h1;
    cvt.u64.u32 %d2, %r1;
    cvt.u64.u32 %d3, %r2;
    st.global.v2.u64 [%base+16], {%d1, %d2};
    st.global.u64 [%base+32], %d3;)",
      memory, one_thread);
  EXPECT_EQ(memory.word(2), 0x81u);
  EXPECT_EQ(memory.word(3), 0xffffff80u);
  EXPECT_EQ(memory.word(4), 0x8180u);
}

TEST(GlobalMemory, AnAccessOutOfBoundsIsAFault) {
  EXPECT_THAT(
      fault_of("mov.u32 %r1, 1; st.global.u32 [%base+4096], %r1;", one_thread),
      AllOf(HasSubstr("test.ptx:19 (st.global.u32 [%base+4096], %r1): write out of bounds: 4 bytes at"),
            HasSubstr("0x11000")));
  EXPECT_THAT(fault_of("ld.global.u64 %d1, [%base+-8];", one_thread), HasSubstr("read out of bounds"));
  EXPECT_THAT(fault_of("ld.global.v2.u64 {%d1, %d2}, [%base+4088];", one_thread), HasSubstr("misaligned"));
  EXPECT_THAT(fault_of("ld.global.v4.u64 {%d1, %d2, %d3, %d4}, [%base+4080];", one_thread),
              HasSubstr("misaligned"));
}

TEST(GlobalMemory, AMisalignedAccessIsAFault) {
  EXPECT_THAT(fault_of("ld.global.u32 %r1, [%base+2];", one_thread),
              HasSubstr("read of 4 bytes at a misaligned address"));
}

TEST(SharedMemory, IsUnwrittenAtFirst) {
  EXPECT_EQ(slots_after("ld.shared.u64 %d1, [tile+8]; st.global.u64 [%slot], %d1;", one_thread).at(0), ~0ull);
}

TEST(SharedMemory, IsReachedByGenericAddresses) {
  EXPECT_EQ(slots_after(R"(
    mov.u64 %d1, tile;
    cvta.shared.u64 %d2, %d1;
    mov.u64 %d3, 42;
    st.shared.u64 [tile+16], %d3;
    ld.u64 %d4, [%d2+16];
    st.u64 [%slot], %d4;)",
                        one_thread)
                .at(0),
            42u);
}

TEST(SharedMemory, HasBounds) {
  EXPECT_THAT(fault_of("ld.shared.u32 %r1, [tile+1024];", one_thread),
              HasSubstr("read out of bounds of the 1024 bytes of shared memory"));
}

TEST(LocalMemory, IsEachThreadsOwn) {
  const auto slots = slots_after(R"(
    .local .align 8 .b8 own[16];
    cvt.u64.u32 %d1, %thread;
    st.local.u64 [own+8], %d1;
    ld.local.u64 %d2, [own+8];
    st.global.u64 [%slot], %d2;)");
  for (std::uint64_t thread = 0; thread < 32; ++thread)
    EXPECT_EQ(slots[thread], thread);
  EXPECT_THAT(fault_of(".local .align 8 .b8 own[16]; ld.local.u64 %d2, [own+16];"),
              HasSubstr("out of bounds"));
}

TEST(Parameters, AreNotWritten) {
  EXPECT_THAT(fault_of("st.param.u64 [kernel_param_0], %slot;"),
              HasSubstr("out of bounds of the parameters"));
  EXPECT_THAT(fault_of("ld.param.u64 %d1, [kernel_param_0+8];"),
              HasSubstr("out of bounds of the parameters"));
}

}  // namespace
