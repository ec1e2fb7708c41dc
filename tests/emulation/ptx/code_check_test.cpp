#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "emulation/nvcc_code.hpp"
#include "emulation/small_kernels.hpp"

/// Kernels of the emulated device beside PTX that says the same, or something else.
namespace {

using namespace emulation_test;
using testing::AllOf;
using testing::HasSubstr;

/// floats[i] += amount; the sum's instruction is a test's own.
std::string add_kernel(const std::string& sum,
                       const std::string& symbol = "_ZN14emulation_test10add_kernelEPfmf") {
  return R"(
.version 9.0
.target sm_75
.address_size 64
.entry )" +
         symbol +
         R"((.param .u64 floats, .param .u64 n, .param .f32 amount)
{
  .reg .pred %p<2>;
  .reg .b32 %r<4>;
  .reg .b64 %d<4>;
  .reg .f32 %f<4>;
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %ntid.x;
  mov.u32 %r3, %tid.x;
  mad.lo.s32 %r1, %r1, %r2, %r3;
  cvt.u64.u32 %d1, %r1;
  ld.param.u64 %d2, [n];
  setp.ge.u64 %p1, %d1, %d2;
  @%p1 ret;
  ld.param.u64 %d3, [floats];
  mad.wide.u32 %d3, %r1, 4, %d3;
  ld.global.f32 %f1, [%d3];
  ld.param.f32 %f2, [amount];
  )" + sum +
         R"(
  st.global.f32 [%d3], %f3;
  ret;
}
)";
}

class CodeCheck : public testing::Test {
 protected:
  CodeCheck() : folder_(std::filesystem::temp_directory_path() / ("ptx_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_ / "compute_75");
  }
  ~CodeCheck() override { std::filesystem::remove_all(folder_); }

  /// Adds 1 to 100 floats with this PTX beside it, in a process of its own, and prints the summary.
  void add_beside(const std::string& ptx) const {
    std::ofstream(folder_ / "compute_75" / "add.ptx") << ptx;
    setenv("EMULATED_DEVICE_CODE", "ptx", 1);
    emulation::execute_nvcc_code_beside(folder_.string());
    {
      const Stream stream;
      const DeviceFloats floats(100);
      clear(floats, stream);
      add(floats, 1.0f, stream);
      add(floats, 1.0f, stream);
      stream.wait();
    }
    std::cerr << emulation::nvcc_code_summary();
    std::_Exit(0);
  }

  std::filesystem::path folder_;
};

TEST_F(CodeCheck, CountsWhatIsEqual) {
  EXPECT_EXIT(add_beside(add_kernel("add.rn.f32 %f3, %f1, %f2;")), testing::ExitedWithCode(0),
              HasSubstr("In all of compute_75: 2 launches of 1 of 1 kernels, 120 instructions of warps, 800 "
                        "bytes compared, "
                        "0 differ, 0 bytes of NaNs with other bits\n"));
}

TEST_F(CodeCheck, NamesWhereItDiffers) {
  EXPECT_DEATH(
      add_beside(add_kernel("sub.rn.f32 %f3, %f1, %f2;")),
      AllOf(HasSubstr("emulated device: kernel emulation_test::add_kernel, block (0,0,0), thread (0,0,0): "
                      "nvcc's code for compute_75, add.ptx:24 (st.global.f32 [%d3], %f3): leaves "
                      "0xbf800000 (-1) at byte 0 of allocation "),
            HasSubstr("the host compiler's code 0x3f800000 (1); 100 bytes of it differ")));
}

/// The element that one thread alone stores otherwise.
TEST_F(CodeCheck, NamesTheThread) {
  EXPECT_DEATH(add_beside(add_kernel(
                   "add.rn.f32 %f3, %f1, %f2; setp.eq.u32 %p1, %r1, 70; @%p1 mov.f32 %f3, 0f00000000;")),
               HasSubstr("block (1,0,0), thread (6,0,0): nvcc's code for compute_75, add.ptx:24"));
}

TEST_F(CodeCheck, NamesWhatIsNotStored) {
  EXPECT_DEATH(add_beside(add_kernel("setp.eq.u32 %p1, %r1, 70; @%p1 ret; add.rn.f32 %f3, %f1, %f2;")),
               AllOf(HasSubstr("emulation_test::add_kernel: nvcc's code for compute_75 stores nothing there"),
                     HasSubstr("at byte 28")));
}

TEST_F(CodeCheck, NamesAnAccessOutOfBounds) {
  EXPECT_DEATH(
      add_beside(add_kernel("add.rn.f32 %f3, %f1, %f2; add.s64 %d3, %d3, 400;")),
      HasSubstr("block (0,0,0), thread (0,0,0): nvcc's code for compute_75, add.ptx:24 (st.global.f32 "
                "[%d3], %f3): write out of bounds: 4 bytes at "));
}

TEST_F(CodeCheck, NamesARace) {
  EXPECT_DEATH(add_beside(add_kernel("add.rn.f32 %f3, %f1, %f2; ld.global.f32 %f0, [%d3+4];")),
               HasSubstr("a race: this "));
}

TEST_F(CodeCheck, RefusesAnInstructionThatIsNotKnown) {
  EXPECT_DEATH(add_beside(add_kernel("ex2.approx.f32 %f3, %f1;")),
               HasSubstr("add.ptx, line 23: the instruction 'ex2.approx.f32 %f3, %f1' is not known"));
}

TEST_F(CodeCheck, DemandsEveryKernel) {
  EXPECT_DEATH(
      add_beside(add_kernel("add.rn.f32 %f3, %f1, %f2;", "other")),
      HasSubstr("emulation_test::add_kernel: there is no nvcc's code for compute_75 of this kernel"));
  EXPECT_DEATH(add_beside(""), HasSubstr("there is no kernel in the .ptx files of"));
}

TEST_F(CodeCheck, DemandsTheSameArguments) {
  std::string source = add_kernel("add.rn.f32 %f3, %f1, %f2;");
  source.replace(source.find(".param .f32"), 11, ".param .f64");
  EXPECT_DEATH(add_beside(source),
               HasSubstr("argument 2 has 4 bytes, and 8 at offset 16 in nvcc's code for compute_75"));
}

TEST(CodeVariable, IsNothingThatAProgramIgnores) {
  EXPECT_DEATH(
      {
        setenv("EMULATED_DEVICE_CODE", "ptx", 1);
        const Stream stream;
        const DeviceFloats floats(1);
        add(floats, 1.0f, stream);
      },
      HasSubstr("EMULATED_DEVICE_CODE is 'ptx', and this program has no code but the host compiler's"));
  EXPECT_DEATH(
      {
        setenv("EMULATED_DEVICE_CODE", "sass", 1);
        emulation::execute_nvcc_code_beside("");
      },
      HasSubstr("EMULATED_DEVICE_CODE is 'sass'; it can be ptx"));
}

}  // namespace
