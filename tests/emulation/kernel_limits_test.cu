#include "cuda/shared_memory.hpp"
#include "emulation/device.hpp"
#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;
using glissade::cuda::dynamic_shared;
using glissade::cuda::shared;

constexpr std::size_t kibibyte = 1024;

__global__ void nothing() {}

// As many kernels as tests, since what cudaFuncSetAttribute was told holds for the rest of the process.
template <int test>
__global__ void touch_dynamic(std::size_t bytes) {
  dynamic_shared<char>()[bytes - 1] = 1;
}

template <std::size_t static_bytes, int test = 0>
__global__ void touch_static() {
  auto& bytes = shared<class Bytes, char[static_bytes]>();
  bytes[static_bytes - 1] = 1;
}

template <std::size_t static_bytes>
__global__ void touch_twice() {
  shared<class First, char[static_bytes]>()[0] = 1;
  shared<class Second, char[static_bytes]>()[0] = 1;
}

auto refuses_launch(const std::string& kernel, const Parts& fault) {
  return says(Parts{"emulated device: cudaLaunchKernelEx: kernel ", kernel + ": "} + fault);
}

TEST(KernelLimitsDeathTest, Grid) {
  const auto refused = [](const std::string& grid) {
    return refuses_launch("nothing",
                          {"the grid is " + grid, "at least 1 and at most (2147483647,65535,65535)"});
  };
  EXPECT_DEATH(run({dim3(0), 1}, nothing), refused("(0,1,1)"));
  EXPECT_DEATH(run({dim3(1, 0), 1}, nothing), refused("(1,0,1)"));
  EXPECT_DEATH(run({dim3(1, 1, 0), 1}, nothing), refused("(1,1,0)"));
  EXPECT_DEATH(run({dim3(1, 65536), 1}, nothing), refused("(1,65536,1)"));
  EXPECT_DEATH(run({dim3(1, 1, 65536), 1}, nothing), refused("(1,1,65536)"));
  EXPECT_DEATH(run({dim3(2147483648u), 1}, nothing), refused("(2147483648,1,1)"));
}

TEST(KernelLimitsDeathTest, Block) {
  const auto refused = [](const std::string& block) {
    return refuses_launch(
        "nothing", {"the block is " + block, "at most (1024,1024,64), with at most 1024 threads in all"});
  };
  EXPECT_DEATH(run({1, dim3(0)}, nothing), refused("(0,1,1)"));
  EXPECT_DEATH(run({1, dim3(1, 0)}, nothing), refused("(1,0,1)"));
  EXPECT_DEATH(run({1, dim3(1, 1, 0)}, nothing), refused("(1,1,0)"));
  EXPECT_DEATH(run({1, dim3(1025)}, nothing), refused("(1025,1,1)"));
  EXPECT_DEATH(run({1, dim3(32, 33)}, nothing), refused("(32,33,1)"));
  EXPECT_DEATH(run({1, dim3(1, 1, 65)}, nothing), refused("(1,1,65)"));
}

TEST(KernelLimits, Extremes) {
  run({dim3(1, 65535), 1}, nothing);
  run({dim3(1, 1, 65535), 1}, nothing);
  run({dim3(70000), 1}, nothing);
  run({1, dim3(1024)}, nothing);
  run({1, dim3(1, 1024)}, nothing);
  run({1, dim3(4, 4, 64)}, nothing);
  run({1, 1, 48 * kibibyte}, touch_dynamic<0>, 48 * kibibyte);
  run({1, 1}, touch_static<48 * kibibyte>);
  run({1, 1, 47 * kibibyte}, touch_static<kibibyte>);
}

TEST(KernelLimitsDeathTest, DynamicSharedWithoutTheAttribute) {
  EXPECT_DEATH(run({1, 1, 48 * kibibyte + 1}, touch_dynamic<0>, std::size_t{1}),
               refuses_launch("touch_dynamic<0>",
                              {"the launch asks for 49153 bytes of dynamic shared memory; the limit "
                               "is 49152, unless cudaFuncSetAttribute raises it"}));
}

TEST(KernelLimitsDeathTest, DynamicSharedAboveTheAttribute) {
  const auto raise_and_exceed = [] {
    cudaFuncSetAttribute(touch_dynamic<0>, cudaFuncAttributeMaxDynamicSharedMemorySize, 50000);
    run({1, 1, 50001}, touch_dynamic<0>, std::size_t{1});
  };
  EXPECT_DEATH(raise_and_exceed(),
               refuses_launch("touch_dynamic<0>",
                              {"the launch asks for 50001 bytes of dynamic shared memory; the limit "
                               "is 50000, as cudaFuncSetAttribute was told"}));
}

TEST(KernelLimitsDeathTest, AttributeAboveTheDevice) {
  const auto set = [](int bytes) {
    cudaFuncSetAttribute(touch_dynamic<0>, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
  };
  const auto refused = [](const std::string& bytes) {
    return says({"emulated device: cudaFuncSetAttribute: kernel ",
                 "touch_dynamic<0>: ", bytes + " bytes of dynamic shared memory; the limit is 65536"});
  };
  EXPECT_DEATH(set(65537), refused("65537"));
  EXPECT_DEATH(set(-1), refused("-1"));
}

TEST(KernelLimits, AttributeRaisesTheLimit) {
  cudaFuncSetAttribute(touch_dynamic<1>, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 * kibibyte);
  run({1, 1, 64 * kibibyte}, touch_dynamic<1>, 64 * kibibyte);
  // Beside it static memory may still be used, up to what the device has in all.
  cudaFuncSetAttribute(touch_static<16 * kibibyte, 1>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                       48 * kibibyte);
  run({1, 1, 48 * kibibyte}, touch_static<16 * kibibyte, 1>);
}

TEST(KernelLimitsDeathTest, StaticShared) {
  EXPECT_DEATH(run({1, 1}, touch_static<48 * kibibyte + 1>),
               complains({"touch_static<49153ul, 0>", at(0), at(0)},
                         {"the block declares 49153 bytes of static shared memory; the limit is 49152"}));
  EXPECT_DEATH(run({1, 1}, touch_twice<25 * kibibyte>),
               complains({"touch_twice<25600ul>", at(0), at(0)},
                         {"the block declares 51200 bytes of static shared memory; the limit is 49152"}));
}

TEST(KernelLimitsDeathTest, StaticAndDynamicSharedTogether) {
  EXPECT_DEATH(
      run({1, 1, 47 * kibibyte}, touch_static<kibibyte + 1>),
      complains(
          {"touch_static<1025ul, 0>", at(0), at(0)},
          {"the block uses 1025 bytes of static and 48128 of dynamic shared memory; the limit is 49152"}));
  const auto reserve_all = [] {
    cudaFuncSetAttribute(touch_static<1>, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 * kibibyte);
    run({1, 1, kibibyte}, touch_static<1>);
  };
  EXPECT_DEATH(reserve_all(),
               complains({"touch_static<1ul, 0>", at(0), at(0)},
                         {"the block uses 1 bytes of static and 65536 of dynamic shared memory, as "
                          "cudaFuncSetAttribute was told; the limit is 65536"}));
}

}  // namespace
