#include <cuda_bf16.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/orders.hpp"

/// Kernels without a fault: the same results in every order.
namespace {

using namespace emulation_test;
using glissade::cuda::dynamic_shared;
using glissade::cuda::shared;

class PassingKernels : public EveryOrder {};
EMULATION_EVERY_ORDER(PassingKernels);

std::vector<int> counted(std::size_t size) {
  std::vector<int> values(size);
  std::iota(values.begin(), values.end(), 1);
  return values;
}

/// A tree in shared memory, with a barrier at every level.
template <class T, unsigned int threads>
__global__ void sum_tree(const T* values, std::size_t n, T* sums) {
  auto& partial = shared<class Partial, T[threads]>();
  T sum{};
  for (std::size_t i = std::size_t{blockIdx.x} * threads + threadIdx.x; i < n;
       i += std::size_t{gridDim.x} * threads)
    sum += values[i];
  partial[threadIdx.x] = sum;
  __syncthreads();
  for (unsigned int half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half)
      partial[threadIdx.x] += partial[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0)
    sums[blockIdx.x] = partial[0];
}

template <class T, unsigned int threads>
void expect_sum(std::size_t n) {
  constexpr unsigned int blocks = 5;
  std::vector<T> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = static_cast<T>(i % 101);
  const DeviceArray<T> device_values(values);
  const DeviceArray<T> sums(blocks);
  const DeviceArray<T> total(1);
  run({blocks, threads}, sum_tree<T, threads>, device_values.data(), n, sums.data());
  run({1, threads}, sum_tree<T, threads>, sums.data(), std::size_t{blocks}, total.data());
  EXPECT_EQ(total.values()[0], std::accumulate(values.begin(), values.end(), T{}));
}

TEST_P(PassingKernels, TreesOfEverySize) {
  expect_sum<float, 32>(1000);
  expect_sum<float, 1024>(30000);
  expect_sum<double, 256>(4097);
  expect_sum<int, 1>(77);
  expect_sum<unsigned long long, 512>(1);
}

/// Each thread states where it is.
__global__ void number_everything(unsigned int* places) {
  const std::size_t block =
      blockIdx.x + std::size_t{gridDim.x} * (blockIdx.y + std::size_t{gridDim.y} * blockIdx.z);
  const std::size_t thread =
      threadIdx.x + std::size_t{blockDim.x} * (threadIdx.y + std::size_t{blockDim.y} * threadIdx.z);
  const std::size_t threads = std::size_t{blockDim.x} * blockDim.y * blockDim.z;
  places[block * threads + thread] += blockIdx.x + 10 * blockIdx.y + 100 * blockIdx.z + 1000 * threadIdx.x +
                                      10000 * threadIdx.y + 100000 * threadIdx.z;
}

TEST_P(PassingKernels, ThreeDimensionsOfGridAndBlock) {
  const dim3 grid(3, 4, 2);
  const dim3 block(5, 3, 7);
  const DeviceArray<unsigned int> places(std::vector<unsigned int>(24 * 105, 0));
  run({grid, block}, number_everything, places.data());
  const std::vector<unsigned int> values = places.values();
  std::size_t place = 0;
  for (unsigned int bz = 0; bz < grid.z; ++bz)
    for (unsigned int by = 0; by < grid.y; ++by)
      for (unsigned int bx = 0; bx < grid.x; ++bx)
        for (unsigned int tz = 0; tz < block.z; ++tz)
          for (unsigned int ty = 0; ty < block.y; ++ty)
            for (unsigned int tx = 0; tx < block.x; ++tx)
              ASSERT_EQ(values[place++], bx + 10 * by + 100 * bz + 1000 * tx + 10000 * ty + 100000 * tz);
}

/// A tile with a padded row, twice, beside another variable.
template <unsigned int side>
__global__ void transpose(const int* from, int* to, unsigned int width) {
  auto& tile = shared<class Tile, int[side][side + 1]>();
  auto& copy = shared<class Copy, int[side][side + 1]>();
  auto& offset = shared<class Offset, int>();
  if (threadIdx.x == 0 && threadIdx.y == 0)
    offset = 1000;
  const unsigned int column = blockIdx.x * side + threadIdx.x;
  const unsigned int row = blockIdx.y * side + threadIdx.y;
  tile[threadIdx.y][threadIdx.x] = from[row * width + column];
  __syncthreads();
  copy[threadIdx.x][threadIdx.y] = tile[threadIdx.y][threadIdx.x] + offset;
  __syncthreads();
  to[(blockIdx.x * side + threadIdx.y) * width + blockIdx.y * side + threadIdx.x] =
      copy[threadIdx.y][threadIdx.x];
}

TEST_P(PassingKernels, TransposeThroughTwoDimensionalTiles) {
  constexpr unsigned int side = 8;
  constexpr unsigned int width = 4 * side;
  const DeviceArray<int> from(counted(width * width));
  const DeviceArray<int> to(width * width);
  run({dim3(4, 4), dim3(side, side)}, transpose<side>, from.data(), to.data(), width);
  const std::vector<int> values = to.values();
  for (unsigned int row = 0; row < width; ++row)
    for (unsigned int column = 0; column < width; ++column)
      ASSERT_EQ(values[row * width + column], static_cast<int>(column * width + row + 1 + 1000));
}

/// Threads leave one after the other; those that are left meet at barriers again and again.
__global__ void leave_one_by_one(int* rounds) {
  auto& last = shared<class Last, unsigned int>();
  for (unsigned int round = 0; round < blockDim.x; ++round) {
    if (threadIdx.x < round)
      return;
    if (threadIdx.x == round)
      last = round;
    __syncthreads();
    rounds[threadIdx.x] += static_cast<int>(last);
    __syncthreads();
  }
}

TEST_P(PassingKernels, ThreadsLeaveBeforeBarriers) {
  constexpr std::size_t threads = 70;
  const DeviceArray<int> rounds(std::vector<int>(threads, 0));
  run({1, threads}, leave_one_by_one, rounds.data());
  const std::vector<int> values = rounds.values();
  for (std::size_t thread = 0; thread < threads; ++thread)
    EXPECT_EQ(values[thread], static_cast<int>(thread * (thread + 1) / 2));
}

/// A block of the most threads there are, its dynamic memory written by one warp and read by all.
__global__ void prefix_sums(int* values) {
  int* const sums = dynamic_shared<int>();
  sums[threadIdx.x] = values[std::size_t{blockIdx.x} * blockDim.x + threadIdx.x];
  for (unsigned int distance = 1; distance < blockDim.x; distance *= 2) {
    __syncthreads();
    const int other = threadIdx.x >= distance ? sums[threadIdx.x - distance] : 0;
    __syncthreads();
    sums[threadIdx.x] += other;
  }
  values[std::size_t{blockIdx.x} * blockDim.x + threadIdx.x] = sums[threadIdx.x];
}

TEST_P(PassingKernels, BlocksOf1024Threads) {
  const DeviceArray<int> values(std::vector<int>(3 * 1024, 2));
  run({3, 1024, 1024 * sizeof(int)}, prefix_sums, values.data());
  const std::vector<int> result = values.values();
  for (std::size_t i = 0; i < result.size(); ++i)
    ASSERT_EQ(result[i], static_cast<int>(2 * (i % 1024 + 1)));
}

__global__ void count_blocks(unsigned char* visits) {
  ++visits[blockIdx.x + std::size_t{gridDim.x} * blockIdx.y];
}

TEST_P(PassingKernels, LargeGrids) {
  const DeviceArray<unsigned char> visits(std::vector<unsigned char>(70000 * 3, 0));
  run({dim3(70000, 3), 1}, count_blocks, visits.data());
  const std::vector<unsigned char> result = visits.values();
  EXPECT_EQ(std::ranges::count(result, 1), 210000);
}

__global__ void scale_vectors(const float4* from, float4* to, float2* halves, uint2* bits, std::size_t n) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  const float4 v = __ldg(from + i);
  to[i] = make_float4(2 * v.x, 3 * v.y, 4 * v.z, 5 * v.w);
  halves[i] = make_float2(v.x + v.y, v.z + v.w);
  bits[i] = uint2{blockIdx.x, threadIdx.x};
}

TEST_P(PassingKernels, VectorTypes) {
  constexpr std::size_t size = 45;
  std::vector<float4> from(size);
  for (std::size_t i = 0; i < size; ++i)
    from[i] = make_float4(static_cast<float>(i), 1, 2, 3);
  const DeviceArray<float4> device_from(from);
  const DeviceArray<float4> to(size);
  const DeviceArray<float2> halves(size);
  const DeviceArray<uint2> bits(size);
  run({3, 16}, scale_vectors, device_from.data(), to.data(), halves.data(), bits.data(), size);
  for (std::size_t i = 0; i < size; ++i) {
    EXPECT_EQ(to.values()[i].x, 2 * static_cast<float>(i));
    EXPECT_EQ(to.values()[i].w, 15.0f);
    EXPECT_EQ(halves.values()[i].y, 5.0f);
    EXPECT_EQ(bits.values()[i].x, i / 16);
    EXPECT_EQ(bits.values()[i].y, i % 16);
  }
}

__global__ void round_to_bf16(const float* from, __nv_bfloat16* to, __nv_bfloat162* pairs) {
  auto& rounded = shared<class Rounded, __nv_bfloat16[64]>();
  rounded[threadIdx.x] = __float2bfloat16_rn(from[threadIdx.x]);
  __syncthreads();
  const unsigned int mirrored = blockDim.x - 1 - threadIdx.x;
  to[threadIdx.x] = rounded[mirrored];
  pairs[threadIdx.x] = __floats2bfloat162_rn(from[threadIdx.x], __bfloat162float(rounded[mirrored]));
}

TEST_P(PassingKernels, Bf16) {
  std::vector<float> from(64);
  for (std::size_t i = 0; i < from.size(); ++i)
    from[i] = 256.0f + static_cast<float>(i);
  const DeviceArray<float> device_from(from);
  const DeviceArray<__nv_bfloat16> to(64);
  const DeviceArray<__nv_bfloat162> pairs(64);
  run({1, 64}, round_to_bf16, device_from.data(), to.data(), pairs.data());
  // Of 256 … 319 only even numbers have 8 significant bits; a tie goes to the multiple of 4.
  const auto rounded = [](std::size_t i) {
    return 256.0f + static_cast<float>(i % 4 == 3 ? i + 1 : i / 2 * 2);
  };
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_EQ(__bfloat162float(to.values()[i]), rounded(63 - i));
    EXPECT_EQ(__bfloat162float(pairs.values()[i].x), rounded(i));
    EXPECT_EQ(__bfloat162float(pairs.values()[i].y), rounded(63 - i));
  }
}

/// Warps go their own ways between barriers of the block.
__global__ void barriers_and_shuffles(int* values) {
  auto& sums = shared<class Sums, int[8]>();
  int value = values[threadIdx.x];
  for (int round = 0; round < 3; ++round) {
    for (int distance = 16; distance > 0; distance /= 2)
      value += __shfl_xor_sync(0xffffffffu, value, distance);
    if (threadIdx.x % 32 == 0)
      sums[threadIdx.x / 32] = value;
    __syncthreads();
    value = 0;
    for (const int sum : sums)
      value += sum % 1000;
    __syncthreads();
  }
  values[threadIdx.x] = value;
}

TEST_P(PassingKernels, BarriersBetweenShuffles) {
  const DeviceArray<int> values(std::vector<int>(256, 1));
  run({1, 256}, barriers_and_shuffles, values.data());
  // 8 · 32 = 256; 8 · (256 · 32 mod 1000) = 1536; 8 · (1536 · 32 mod 1000) = 1216.
  EXPECT_EQ(values.values(), std::vector<int>(256, 1216));
}

}  // namespace
