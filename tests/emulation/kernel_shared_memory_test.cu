#include <cmath>
#include <cstddef>

#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;
using glissade::cuda::dynamic_shared;
using glissade::cuda::shared;

const Shape shape{3, 8};
const dim3 guilty_block = at(1);
const dim3 guilty_thread = at(5);

__device__ bool is_guilty() {
  return blockIdx.x == 1 && threadIdx.x == 5;
}

// Through a pointer, as a row of a tile is handed on: the array's type then stops nobody.
template <std::size_t size>
__global__ void write_static(std::ptrdiff_t index) {
  float* const values = shared<class Values, float[size]>();
  if (is_guilty())
    values[index] = 1.0f;
}

template <std::size_t size>
__global__ void read_static(std::ptrdiff_t index, float* result) {
  const float* const values = shared<class Values, float[size]>();
  if (is_guilty())
    *result = values[index];
}

__global__ void write_tile(unsigned int row, unsigned int column) {
  auto& tile = shared<class Tile, float[4][10]>();
  if (is_guilty())
    tile[row][column] = 1.0f;
}

__global__ void write_tile_by_offset(std::ptrdiff_t row, std::ptrdiff_t column) {
  auto& tile = shared<class Tile, float[4][10]>();
  float* const first = tile[0];
  if (is_guilty())
    first[row * 10 + column] = 1.0f;
}

__global__ void write_second_of_two(std::ptrdiff_t index) {
  float* const first = shared<class First, float[8]>();
  float* const second = shared<class Second, float[8]>();
  first[threadIdx.x] = 0.0f;
  if (is_guilty())
    second[index] = 1.0f;
}

template <class T>
__global__ void write_dynamic(std::ptrdiff_t index) {
  T* const values = dynamic_shared<T>();
  if (is_guilty())
    values[index] = T{1};
}

__global__ void read_dynamic(std::ptrdiff_t index, float* result) {
  const float* const values = dynamic_shared<float>();
  if (is_guilty())
    *result = values[index];
}

TEST(KernelStaticSharedMemoryDeathTest, AccessPastTheEnd) {
  EXPECT_DEATH(
      run(shape, write_static<8>, std::ptrdiff_t{8}),
      complains({"write_static<8ul>", guilty_block, guilty_thread},
                {"write out of bounds, 0 bytes past the end of 'Values' (32 bytes of shared memory)"}));
  const auto read = [](std::ptrdiff_t index) {
    const DeviceArray<float> result(1);
    run(shape, read_static<1000>, index, result.data());
  };
  EXPECT_DEATH(
      read(1001),
      complains({"read_static<1000ul>", guilty_block, guilty_thread},
                {"read out of bounds, 4 bytes past the end of 'Values' (4000 bytes of shared memory)"}));
}

TEST(KernelStaticSharedMemoryDeathTest, AccessBeforeTheStart) {
  EXPECT_DEATH(run(shape, write_static<1024>, std::ptrdiff_t{-1}),
               complains({"write_static<1024ul>", guilty_block, guilty_thread},
                         {"write out of bounds, 4 bytes before 'Values' (4096 bytes of shared memory)"}));
  EXPECT_DEATH(run(shape, write_static<10>, std::ptrdiff_t{-3}),
               finds_in_slack({"write_static<10ul>", guilty_block, guilty_thread}, true,
                              "12 bytes before 'Values'", "(40 bytes of shared memory)"));
}

TEST(KernelStaticSharedMemoryDeathTest, RowOfATwoDimensionalArray) {
  const Culprit culprit{"write_tile", guilty_block, guilty_thread};
  const auto write = [](unsigned int row, unsigned int column) { run(shape, write_tile, row, column); };
  if (has_undefined_sanitizer) {
    EXPECT_DEATH(write(4, 0), ubsan_reports("index 4 out of bounds", culprit));
    // Within the array, in the next row: no page stands between them.
    EXPECT_DEATH(write(0, 10), ubsan_reports("index 10 out of bounds", culprit));
  } else {
    EXPECT_DEATH(write(4, 0),
                 complains(culprit, {"write out of bounds, 0 bytes past the end of 'Tile' (160 bytes"}));
    EXPECT_DEATH(write(3, 11),
                 complains(culprit, {"write out of bounds, 4 bytes past the end of 'Tile' (160 bytes"}));
  }
}

TEST(KernelStaticSharedMemoryDeathTest, OffsetInATwoDimensionalArray) {
  const Culprit culprit{"write_tile_by_offset", guilty_block, guilty_thread};
  const auto write = [](std::ptrdiff_t row, std::ptrdiff_t column) {
    run(shape, write_tile_by_offset, row, column);
  };
  EXPECT_DEATH(write(4, 3),
               complains(culprit, {"write out of bounds, 12 bytes past the end of 'Tile' (160 bytes"}));
  EXPECT_DEATH(write(-1, 9),
               finds_in_slack(culprit, true, "4 bytes before 'Tile'", "(160 bytes of shared memory)"));
}

TEST(KernelStaticSharedMemoryDeathTest, NamesTheVariableThatTheIndexBelongsTo) {
  EXPECT_DEATH(
      run(shape, write_second_of_two, std::ptrdiff_t{9}),
      complains({"write_second_of_two", guilty_block, guilty_thread},
                {"write out of bounds, 4 bytes past the end of 'Second' (32 bytes of shared memory)"}));
}

TEST(KernelDynamicSharedMemoryDeathTest, AccessPastTheEnd) {
  const Shape with_64_bytes{3, 8, 64};
  EXPECT_DEATH(run(with_64_bytes, write_dynamic<float>, std::ptrdiff_t{16}),
               complains({"write_dynamic<float>", guilty_block, guilty_thread},
                         {"write out of bounds, 0 bytes past the end of dynamic shared memory (64 bytes of "
                          "shared memory)"}));
  const auto read = [&](std::ptrdiff_t index) {
    const DeviceArray<float> result(1);
    run(with_64_bytes, read_dynamic, index, result.data());
  };
  EXPECT_DEATH(
      read(17),
      complains(
          {"read_dynamic", guilty_block, guilty_thread},
          {"read out of bounds, 4 bytes past the end of dynamic shared memory (64 bytes of shared memory)"}));
}

TEST(KernelDynamicSharedMemoryDeathTest, AccessNextToAnOddSize) {
  const Shape with_36_bytes{3, 8, 36};
  const Shape with_1_byte{3, 8, 1};
  const Culprit float_writer{"write_dynamic<float>", guilty_block, guilty_thread};
  const Culprit byte_writer{"write_dynamic<char>", guilty_block, guilty_thread};
  EXPECT_DEATH(
      run(with_36_bytes, write_dynamic<float>, std::ptrdiff_t{9}),
      finds_in_slack(float_writer, true, "0 bytes past the end of dynamic", "(36 bytes of shared memory)"));
  EXPECT_DEATH(run(with_36_bytes, write_dynamic<float>, std::ptrdiff_t{-1}),
               finds_in_slack(float_writer, true, "4 bytes before dynamic", "(36 bytes of shared memory)"));
  EXPECT_DEATH(run(with_36_bytes, write_dynamic<float>, std::ptrdiff_t{12}),
               complains(float_writer, {"12 bytes past the end of dynamic", "(36 bytes of shared memory)"}));
  EXPECT_DEATH(
      run(with_1_byte, write_dynamic<char>, std::ptrdiff_t{1}),
      finds_in_slack(byte_writer, true, "0 bytes past the end of dynamic", "(1 bytes of shared memory)"));
  EXPECT_DEATH(run(with_1_byte, write_dynamic<char>, std::ptrdiff_t{-1}),
               finds_in_slack(byte_writer, true, "1 bytes before dynamic", "(1 bytes of shared memory)"));
}

TEST(KernelDynamicSharedMemoryDeathTest, BoundsFollowTheLaunch) {
  const auto write_in_second_launch = [] {
    run({3, 8, 64}, write_dynamic<float>, std::ptrdiff_t{15});
    run({3, 8, 32}, write_dynamic<float>, std::ptrdiff_t{15});
  };
  EXPECT_DEATH(write_in_second_launch(), complains({"write_dynamic<float>", guilty_block, guilty_thread},
                                                   {"28 bytes past the end of dynamic", "(32 bytes"}));
}

TEST(KernelDynamicSharedMemoryDeathTest, NoneAskedFor) {
  EXPECT_DEATH(run(shape, write_dynamic<float>, std::ptrdiff_t{0}),
               complains({"write_dynamic<float>", at(0), at(0)},
                         {"dynamic shared memory is used, but the launch asked for none"}));
}

#if !defined(EMULATION_TEST_ADDRESS_SANITIZER)
TEST(KernelSharedMemory, ReadNextToAnOddSizeGivesNaN) {
  const DeviceArray<float> result(std::vector<float>{2.0f});
  run({3, 8, 36}, read_dynamic, std::ptrdiff_t{9}, result.data());
  EXPECT_TRUE(std::isnan(result.values()[0]));
  run(shape, read_static<10>, std::ptrdiff_t{-1}, result.data());
  EXPECT_TRUE(std::isnan(result.values()[0]));
}
#else
TEST(KernelDynamicSharedMemoryDeathTest, ReadNextToAnOddSize) {
  const auto read = [] {
    const DeviceArray<float> result(1);
    run({3, 8, 36}, read_dynamic, std::ptrdiff_t{9}, result.data());
  };
  EXPECT_DEATH(read(), asan_reports({"read_dynamic", guilty_block, guilty_thread},
                                    {"0 bytes past the end of dynamic", "(36 bytes of shared memory)"}));
}
#endif

TEST(KernelSharedMemoryDeathTest, UseOutsideKernels) {
  EXPECT_DEATH((shared<class Values, float[8]>()),
               says({"emulated device: shared memory is used outside a kernel"}));
  EXPECT_DEATH(dynamic_shared<float>(),
               says({"emulated device: dynamic shared memory is used outside a kernel"}));
  const auto after_a_kernel = [] {
    run({1, 1}, write_static<8>, std::ptrdiff_t{0});
    write_static<8>(0);
  };
  EXPECT_DEATH(after_a_kernel(), says({"emulated device: shared memory is used outside a kernel"}));
}

}  // namespace
