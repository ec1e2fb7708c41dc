#include <cstddef>

#include "cuda/shared_memory.hpp"
#include "emulation/device.hpp"
#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;
using glissade::cuda::shared;

__global__ void branch(unsigned int first_half) {
  if (threadIdx.x < first_half)
    __syncthreads();
  else
    __syncthreads();
}

__global__ void loop(unsigned int longer) {
  const unsigned int trips = threadIdx.x == longer ? 4 : 3;
  for (unsigned int i = 0; i < trips; ++i)
    __syncthreads();
  __syncthreads();
}

/// Threads of the last warp skip the barrier and meet at another one.
__global__ void skip_by_warp() {
  if (threadIdx.x < 32)
    __syncthreads();
  __syncthreads();
}

__global__ void barrier_against_shuffle(float* result) {
  if (threadIdx.x == 3)
    __syncthreads();
  result[threadIdx.x] = __shfl_xor_sync(0xffffffffu, 1.0f, 1);
  __syncthreads();
}

const Parts different{"the threads of the block wait at different barriers: this one at __syncthreads (",
                      "kernel_barrier_test.cu:", "another at __syncthreads (", "kernel_barrier_test.cu:"};

TEST(KernelBarrierDeathTest, TwoBranches) {
  EXPECT_DEATH(run({2, 64}, branch, 40u),
               complains({"branch", at(0), at(40)}, different + Parts{"as thread (0,0,0)"}));
  EXPECT_DEATH(run({2, dim3(4, 8, 2)}, branch, 3u),
               complains({"branch", at(0), at(3)}, different + Parts{"as thread (0,0,0)"}));
}

TEST(KernelBarrierDeathTest, LoopsOfDifferentLength) {
  EXPECT_DEATH(run({1, 64}, loop, 63u), complains({"loop", at(0), at(63)}, different));
  EXPECT_DEATH(run({1, 64}, loop, 0u), complains({"loop", at(0), at(1)}, different));
}

TEST(KernelBarrierDeathTest, SkippedByAWarp) {
  EXPECT_DEATH(run({1, 64}, skip_by_warp), complains({"skip_by_warp", at(0), at(32)}, different));
}

TEST(KernelBarrierDeathTest, InEveryOrder) {
  using Kind = emulation::Order::Kind;
  for (const emulation::Order order :
       {emulation::Order{Kind::descending, 0}, emulation::Order{Kind::seeded, 1},
        emulation::Order{Kind::seeded, 2}}) {
    emulation::set_order(order);
    EXPECT_DEATH(run({1, 64}, branch, 40u), complains({"branch", at(0), at(40)}, different));
    EXPECT_DEATH(run({1, 64}, loop, 63u), complains({"loop", at(0), at(63)}, different));
  }
  emulation::set_order({});
}

TEST(KernelBarrierDeathTest, WarpFunctionWaitsForALaneAtABarrier) {
  const auto exchange = [] {
    const DeviceArray<float> result(32);
    run({1, 32}, barrier_against_shuffle, result.data());
  };
  EXPECT_DEATH(exchange(),
               complains({"barrier_against_shuffle", at(0), at(0)},
                         {"__shfl_xor_sync (", "kernel_barrier_test.cu:", "waits for lane 3, which is at ",
                          "__syncthreads (", "as thread (3,0,0)"}));
}

TEST(KernelBarrierDeathTest, OutsideKernels) {
  EXPECT_DEATH(__syncthreads(), says({"emulated device: __syncthreads is called outside a kernel"}));
  EXPECT_DEATH(__syncwarp(), says({"emulated device: a warp function is called outside a kernel"}));
  EXPECT_DEATH(__shfl_sync(1u, 1.0f, 0),
               says({"emulated device: a warp function is called outside a kernel"}));
  EXPECT_DEATH(__ballot_sync(1u, 1), says({"emulated device: a warp function is called outside a kernel"}));
}

}  // namespace
