#include <algorithm>

#include <gmock/gmock.h>
#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/orders.hpp"

/// Missing synchronisation is nothing that the device can see: it shows as results that depend on the order.
namespace {

using namespace emulation_test;
using glissade::cuda::shared;
using Kind = emulation::Order::Kind;

constexpr unsigned int threads = 64;

template <class Run>
auto in_order(emulation::Order order, Run run_once) {
  emulation::set_order(order);
  auto result = run_once();
  emulation::set_order({});
  return result;
}

/// Whether ascending, descending and seeded orders all give the same.
template <class Run>
bool is_independent_of_order(Run run_once) {
  const auto expected = in_order({Kind::ascending, 0}, run_once);
  bool same = std::ranges::equal(expected, in_order({Kind::descending, 0}, run_once));
  for (const std::uint64_t seed : {1, 2, 3})
    same = same && std::ranges::equal(expected, in_order({Kind::seeded, seed}, run_once));
  return same;
}

template <bool has_barrier>
__global__ void read_neighbour(int* result) {
  auto& values = shared<class Values, int[threads]>();
  values[threadIdx.x] = static_cast<int>(threadIdx.x);
  if constexpr (has_barrier)
    __syncthreads();
  result[threadIdx.x] = values[(threadIdx.x + 1) % threads];
}

/// Every thread reads before it writes, but not before its neighbour writes.
template <bool has_barrier>
__global__ void shift_in_place(int* values) {
  for (int step = 0; step < 3; ++step) {
    const int next = values[(threadIdx.x + 1) % threads];
    if constexpr (has_barrier)
      __syncthreads();
    values[threadIdx.x] = next;
    __syncthreads();
  }
}

template <bool has_barrier>
__global__ void read_neighbour_in_warp(int* result) {
  auto& values = shared<class Values, int[threads]>();
  values[threadIdx.x] = static_cast<int>(threadIdx.x);
  if constexpr (has_barrier)
    __syncwarp();
  result[threadIdx.x] = values[threadIdx.x ^ 1u];
}

/// Only a warp that is ahead of the other one writes too early.
template <bool has_barrier>
__global__ void read_then_write(int* result) {
  auto& value = shared<class Value, int>();
  if (threadIdx.x == 0)
    value = 1;
  __syncthreads();
  result[threadIdx.x] = value;
  if constexpr (has_barrier)
    __syncthreads();
  __syncwarp();
  if (threadIdx.x % 32 == 0)
    value = 2;
}

template <bool is_shared_place>
__global__ void write_block(int* places) {
  if (threadIdx.x == 0)
    places[is_shared_place ? 0 : blockIdx.x] = static_cast<int>(blockIdx.x);
}

/// Each block takes over what the block before it has left.
__global__ void read_previous_block(int* places) {
  const unsigned int block = blockIdx.x;
  places[block] = (block == 0 ? 0 : places[block - 1]) + 1;
}

std::vector<int> values_after(dim3 grid, void (*kernel)(int*)) {
  std::vector<int> start(threads);
  for (unsigned int i = 0; i < threads; ++i)
    start[i] = static_cast<int>(i * i);
  const DeviceArray<int> values(start);
  run({grid, threads}, kernel, values.data());
  return values.values();
}

TEST(KernelRace, MissingBarrierBeforeARead) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(1, read_neighbour<false>); }));
  EXPECT_TRUE(is_independent_of_order([] { return values_after(1, read_neighbour<true>); }));
}

TEST(KernelRace, MissingBarrierBeforeAWrite) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(1, shift_in_place<false>); }));
  EXPECT_TRUE(is_independent_of_order([] { return values_after(1, shift_in_place<true>); }));
}

TEST(KernelRace, MissingBarrierInAWarp) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(1, read_neighbour_in_warp<false>); }));
  EXPECT_TRUE(is_independent_of_order([] { return values_after(1, read_neighbour_in_warp<true>); }));
}

TEST(KernelRace, MissingBarrierBetweenWarps) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(1, read_then_write<false>); }));
  EXPECT_TRUE(is_independent_of_order([] { return values_after(1, read_then_write<true>); }));
}

TEST(KernelRace, BlocksWriteTheSamePlace) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(8, write_block<true>); }));
  EXPECT_TRUE(is_independent_of_order([] { return values_after(8, write_block<false>); }));
}

TEST(KernelRace, BlockReadsWhatAnotherWrites) {
  EXPECT_FALSE(is_independent_of_order([] { return values_after(8, read_previous_block); }));
}

TEST(KernelRace, EachOfTheOrdersDiffersFromTheOthers) {
  const auto last_block = [](emulation::Order order) {
    return in_order(order, [] { return values_after(1000, write_block<true>); })[0];
  };
  EXPECT_EQ(last_block({Kind::ascending, 0}), 999);
  EXPECT_EQ(last_block({Kind::descending, 0}), 0);
  EXPECT_NE(last_block({Kind::seeded, 1}), last_block({Kind::seeded, 2}));
  EXPECT_EQ(last_block({Kind::seeded, 1}), last_block({Kind::seeded, 1}));
}

}  // namespace
