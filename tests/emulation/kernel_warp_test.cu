#include <cmath>

#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;

constexpr unsigned int all = 0xffffffffu;

auto complains_in(const std::string& kernel, unsigned int thread, const Parts& fault) {
  return complains({kernel, at(0), at(thread)}, fault);
}

/// Lanes from `elsewhere` on do not come to the shuffle, but to a ballot of their own and on to the barrier.
__global__ void leave_out(int elsewhere) {
  if (static_cast<int>(threadIdx.x) < elsewhere)
    __shfl_sync(all, 1.0f, 0);
  else
    __ballot_sync(all << elsewhere, 1);
  __syncthreads();
}

__global__ void leave_before(unsigned int last) {
  if (threadIdx.x > last)
    return;
  __shfl_down_sync(all, 1.0f, 1);
}

/// The lane that is named leaves only after it has met the others once.
__global__ void leave_later() {
  __syncwarp();
  if (threadIdx.x == 7)
    return;
  __shfl_up_sync(all, 1.0f, 1);
}

__global__ void shuffle_all() {
  __shfl_xor_sync(all, 1.0f, 1);
}

__global__ void shuffle_without_itself() {
  __shfl_sync(threadIdx.x == 4 ? 0xffffffefu : all, 1.0f, 0);
}

__global__ void two_masks() {
  if (threadIdx.x < 16)
    __shfl_sync(all, 1.0f, 0);
  else
    __shfl_sync(0xfffffff0u, 1.0f, 0);
}

__global__ void two_functions() {
  if (threadIdx.x % 2 == 0)
    __shfl_up_sync(all, 1.0f, 1);
  else
    __shfl_down_sync(all, 1.0f, 1);
}

__global__ void same_function_twice() {
  if (threadIdx.x % 2 == 0)
    __shfl_sync(all, 1.0f, 1);
  else
    __shfl_sync(all, 1.0f, 1);
}

__global__ void shuffle_width(int width) {
  __shfl_down_sync(all, 1.0f, 1, width);
}

__global__ void shuffle_far(int distance, int way) {
  if (way == 0)
    __shfl_up_sync(all, 1.0f, static_cast<unsigned int>(distance));
  if (way == 1)
    __shfl_down_sync(all, 1.0f, static_cast<unsigned int>(distance));
  if (way == 2)
    __shfl_xor_sync(all, 1.0f, distance);
}

TEST(KernelWarpDeathTest, LanesThatAreElsewhere) {
  EXPECT_DEATH(
      run({1, 32}, leave_out, 20),
      complains_in("leave_out", 0,
                   {"__shfl_sync (", "kernel_warp_test.cu:", "waits for lane 20, which is at __syncthreads (",
                    "kernel_warp_test.cu:", "as thread (20,0,0)"}));
}

TEST(KernelWarpDeathTest, LanesThatHaveExited) {
  EXPECT_DEATH(run({1, 32}, leave_before, 17u),
               complains_in("leave_before", 0, {"__shfl_down_sync (", "names lane 18, which has exited"}));
  EXPECT_DEATH(run({1, 64}, leave_before, 40u),
               complains_in("leave_before", 32, {"__shfl_down_sync (", "names lane 9, which has exited"}));
  EXPECT_DEATH(run({1, 32}, leave_later),
               complains_in("leave_later", 0, {"__shfl_up_sync (", "names lane 7, which has exited"}));
}

TEST(KernelWarpDeathTest, LanesThatDoNotExist) {
  EXPECT_DEATH(
      run({1, 48}, shuffle_all),
      complains_in("shuffle_all", 32, {"__shfl_xor_sync (", "names lane 16, which the block does not have"}));
  EXPECT_DEATH(run({1, 1}, shuffle_all),
               complains_in("shuffle_all", 0, {"names lane 1, which the block does not have"}));
  EXPECT_DEATH(
      run({1, dim3(5, 3, 3)}, shuffle_all),
      complains({"shuffle_all", at(0), at(2, 0, 2)}, {"names lane 13, which the block does not have"}));
}

TEST(KernelWarpDeathTest, LaneThatItsOwnMaskOmits) {
  EXPECT_DEATH(run({1, 32}, shuffle_without_itself),
               complains_in("shuffle_without_itself", 4,
                            {"__shfl_sync (", "is called by lane 4, which its mask does not name"}));
}

TEST(KernelWarpDeathTest, MasksThatDiffer) {
  EXPECT_DEATH(run({1, 32}, two_masks),
               complains_in("two_masks", 0,
                            {"__shfl_sync (", "waits for lane 16, which is at __shfl_sync (",
                             "as thread (16,0,0) with mask 0xfffffff0"}));
}

TEST(KernelWarpDeathTest, DifferentFunctionsMeet) {
  EXPECT_DEATH(run({1, 32}, two_functions),
               complains_in("two_functions", 0, {"__shfl_up_sync (", "meets lane 1 at __shfl_down_sync ("}));
  EXPECT_DEATH(run({1, 32}, same_function_twice),
               complains_in("same_function_twice", 0, {"__shfl_sync (", "meets lane 1 at __shfl_sync ("}));
}

TEST(KernelWarpDeathTest, BadWidth) {
  for (const int width : {0, -1, 3, 31, 33, 64})
    EXPECT_DEATH(
        run({1, 32}, shuffle_width, width),
        complains_in("shuffle_width", 0, {"__shfl_down_sync (", "has width " + std::to_string(width) + ";"}));
}

TEST(KernelWarpDeathTest, BadDistance) {
  for (const int way : {0, 1, 2})
    for (const int distance : {32, 33, -1})
      EXPECT_DEATH(run({1, 32}, shuffle_far, distance, way),
                   complains_in("shuffle_far", 0, {"_sync (", "asks for a lane at distance "}));
}

/// Half of the warp asks the other half, which does not take part.
__global__ void ask_absent(float* values) {
  if (threadIdx.x < 16)
    values[threadIdx.x] = __shfl_down_sync(0x0000ffffu, 1.0f, 8);
}

TEST(KernelWarp, ValueOfALaneThatTheMaskOmitsIsNaN) {
  const DeviceArray<float> result(16);
  run({1, 32}, ask_absent, result.data());
  const std::vector<float> values = result.values();
  for (unsigned int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(values[lane], 1.0f);
    EXPECT_TRUE(std::isnan(values[lane + 8]));
  }
}

}  // namespace
