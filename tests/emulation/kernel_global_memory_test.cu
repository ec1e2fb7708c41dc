#include <cmath>
#include <cstddef>

#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;

// Each fault is committed by one thread among others.
const Shape shape{3, 8};
const dim3 guilty_block = at(1);
const dim3 guilty_thread = at(5);

__device__ bool is_guilty() {
  return blockIdx.x == 1 && threadIdx.x == 5;
}

template <class T>
__global__ void write_at(T* array, std::ptrdiff_t index) {
  if (is_guilty())
    array[index] = T{1};
}

template <class T>
__global__ void read_at(const T* array, std::ptrdiff_t index, T* result) {
  if (is_guilty())
    *result = array[index];
}

__global__ void copy_ahead(const float4* from, float4* to, std::ptrdiff_t index) {
  if (is_guilty())
    to[0] = from[index];
}

const Culprit float_writer{"write_at<float>", guilty_block, guilty_thread};
const Culprit float_reader{"read_at<float>", guilty_block, guilty_thread};

void write_float(std::size_t size, std::ptrdiff_t index) {
  const DeviceArray<float> before(size);
  const DeviceArray<float> array(size);
  const DeviceArray<float> after(size);
  run(shape, write_at<float>, array.data(), index);
}

void read_float(std::size_t size, std::ptrdiff_t index) {
  const DeviceArray<float> before(size);
  const DeviceArray<float> array(size);
  const DeviceArray<float> after(size);
  run(shape, read_at<float>, array.data(), index, after.data());
}

TEST(KernelGlobalMemoryDeathTest, WritePastTheEndOfAMultipleOfThePage) {
  EXPECT_DEATH(write_float(1024, 1024),
               complains(float_writer,
                         {"write out of bounds, 0 bytes past the end of", "(4096 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, WriteBeforeAMultipleOfThePage) {
  EXPECT_DEATH(write_float(1024, -1),
               complains(float_writer, {"write out of bounds, 4 bytes before allocation ",
                                        "(4096 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, ReadPastTheEndOfAMultipleOfThePage) {
  EXPECT_DEATH(read_float(2048, 2049), complains(float_reader, {"read out of bounds, 4 bytes past the end of",
                                                                "(8192 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, ReadBeforeAMultipleOfThePage) {
  EXPECT_DEATH(read_float(2048, -3),
               complains(float_reader, {"read out of bounds, 12 bytes before allocation ",
                                        "(8192 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, AccessPastTheEndOfAMultipleOf256Bytes) {
  EXPECT_DEATH(write_float(64, 64), complains(float_writer, {"write out of bounds, 0 bytes past the end of",
                                                             "(256 bytes of device memory)"}));
  EXPECT_DEATH(read_float(64, 64), complains(float_reader, {"read out of bounds, 0 bytes past the end of",
                                                            "(256 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, WriteBeforeAMultipleOf256Bytes) {
  EXPECT_DEATH(write_float(64, -1), finds_in_slack(float_writer, false, "4 bytes before allocation ",
                                                   "(256 bytes of device memory)"));
}

TEST(KernelGlobalMemoryDeathTest, WritePastTheEndOfAnOddSize) {
  EXPECT_DEATH(write_float(1000, 1000),
               finds_in_slack(float_writer, false, "0 bytes past the end of allocation ",
                              "(4000 bytes of device memory)"));
  EXPECT_DEATH(write_float(1000, 1001),
               finds_in_slack(float_writer, false, "4 bytes past the end of allocation ",
                              "(4000 bytes of device memory)"));
  EXPECT_DEATH(write_float(1000, 1023),
               finds_in_slack(float_writer, false, "92 bytes past the end of allocation ",
                              "(4000 bytes of device memory)"));
}

TEST(KernelGlobalMemoryDeathTest, WriteBeforeAnOddSize) {
  // So far before that the page in front is reached.
  EXPECT_DEATH(write_float(1000, -1),
               complains(float_writer, {"4 bytes before allocation ", "(4000 bytes of device memory)"}));
  EXPECT_DEATH(write_float(10, -1), finds_in_slack(float_writer, false, "4 bytes before allocation ",
                                                   "(40 bytes of device memory)"));
}

TEST(KernelGlobalMemoryDeathTest, WriteAroundASingleByte) {
  const auto write_byte = [](std::ptrdiff_t index) {
    const DeviceArray<char> byte(1);
    run(shape, write_at<char>, byte.data(), index);
  };
  const Culprit culprit{"write_at<char>", guilty_block, guilty_thread};
  EXPECT_DEATH(write_byte(1), finds_in_slack(culprit, false, "0 bytes past the end of allocation ",
                                             "(1 bytes of device memory)"));
  EXPECT_DEATH(write_byte(-1),
               finds_in_slack(culprit, false, "1 bytes before allocation ", "(1 bytes of device memory)"));
}

#if !defined(EMULATION_TEST_ADDRESS_SANITIZER)
TEST(KernelGlobalMemory, ReadNextToAnOddSizeGivesNaN) {
  for (const std::ptrdiff_t index : {-1, 10, 11, 63}) {
    const DeviceArray<float> array(std::vector<float>(10, 1.0f));
    const DeviceArray<float> result(std::vector<float>{2.0f});
    run(shape, read_at<float>, array.data(), index, result.data());
    EXPECT_TRUE(std::isnan(result.values()[0])) << index;
  }
}
#else
TEST(KernelGlobalMemoryDeathTest, ReadNextToAnOddSize) {
  EXPECT_DEATH(read_float(10, 10), asan_reports(float_reader, {"0 bytes past the end of allocation ",
                                                               "(40 bytes of device memory)"}));
  EXPECT_DEATH(read_float(10, -1),
               asan_reports(float_reader, {"4 bytes before allocation ", "(40 bytes of device memory)"}));
}
#endif

TEST(KernelGlobalMemoryDeathTest, VectorAccessThatOnlyBeginsInside) {
  const auto copy = [] {
    const DeviceArray<float> from(63);
    const DeviceArray<float> to(4);
    // 252 bytes: the last float4 ends in the slack.
    run(shape, copy_ahead, reinterpret_cast<const float4*>(from.data()), reinterpret_cast<float4*>(to.data()),
        std::ptrdiff_t{16});
  };
  EXPECT_DEATH(copy(), complains({"copy_ahead", guilty_block, guilty_thread},
                                 {"read out of bounds, 4 bytes past the end of allocation "}));
}

TEST(KernelGlobalMemoryDeathTest, AccessPastTheEndByRows) {
  // By a row of 2,000, and by as many elements as there are: past the next allocation, if that lay closer.
  EXPECT_DEATH(write_float(100000, 102000),
               complains(float_writer, {"write out of bounds, 8000 bytes past the end",
                                        "(400000 bytes of device memory)"}));
  EXPECT_DEATH(read_float(500000, 999999),
               complains(float_reader, {"read out of bounds, 1999996 bytes past the end",
                                        "(2000000 bytes of device memory)"}));
  EXPECT_DEATH(write_float(64, 200000),
               complains(float_writer,
                         {"write out of bounds, 799744 bytes past the end", "(256 bytes of device memory)"}));
}

TEST(KernelGlobalMemoryDeathTest, AccessFarOutOfBounds) {
  EXPECT_DEATH(write_float(64, std::ptrdiff_t{1} << 34), complains(float_writer, {"write out of bounds, "}));
  // Nothing is mapped there.
  EXPECT_DEATH(write_float(64, std::ptrdiff_t{1} << 58), complains(float_writer, {"none of the device"}));
  EXPECT_DEATH(read_float(64, std::ptrdiff_t{1} << 58), complains(float_reader, {"none of the device"}));
}

TEST(KernelGlobalMemoryDeathTest, UseAfterFree) {
  const auto launch_then_free = [](auto enqueue) {
    float* array = nullptr;
    sample::check(cudaMalloc(&array, 400));
    const sample::Stream stream;
    enqueue(stream, array);
    sample::check(cudaFree(array));
    stream.wait();
  };
  const auto write = [](const sample::Stream& stream, float* array) {
    sample::launch(2, 8, 0, stream, write_at<float>, array, std::ptrdiff_t{3});
  };
  const auto read = [](const sample::Stream& stream, float* array) {
    sample::launch(2, 8, 0, stream, read_at<float>, array, std::ptrdiff_t{4}, array);
  };
  EXPECT_DEATH(launch_then_free(write),
               complains(float_writer, {"write after free, at byte 12 of allocation ",
                                        "(400 bytes of device memory), which has been freed"}));
  EXPECT_DEATH(launch_then_free(read),
               complains(float_reader, {"read after free, at byte 16 of allocation ",
                                        "(400 bytes of device memory), which has been freed"}));
}

TEST(KernelGlobalMemoryDeathTest, NullPointer) {
  float* const nowhere = nullptr;
  const auto write = [&](std::ptrdiff_t index) { run(shape, write_at<float>, nowhere, index); };
  if (has_undefined_sanitizer)
    EXPECT_DEATH(write(0), ubsan_reports("null pointer", float_writer));
  else
    EXPECT_DEATH(write(0), complains(float_writer, {"write of 0, which is no address of the device"}));
}

/// Reaches its data through a pointer that is itself in device memory.
__global__ void write_through(float** table) {
  if (is_guilty())
    *table[0] = 1.0f;
}

TEST(KernelGlobalMemoryDeathTest, UnwrittenPointer) {
  const auto write = [] {
    const DeviceArray<float*> table(1);
    run(shape, write_through, table.data());
  };
  const Culprit culprit{"write_through", guilty_block, guilty_thread};
  if (has_undefined_sanitizer)
    EXPECT_DEATH(write(), ubsan_reports("misaligned address", culprit));
  else
    EXPECT_DEATH(write(), complains(culprit, {"misaligned access at address 0xffffffffffffffff"}));
}

// A large frame, so that a single step passes over a page.
__device__ float descend(const float* values, int depth) {
  volatile float frame[5000];
  frame[depth % 5000] = values[0];
  return depth == 0 ? frame[0] : descend(values, depth - 1) + frame[depth % 5000];
}

__global__ void overflow_the_stack(const float* values, float* result, int depth) {
  if (is_guilty())
    *result = descend(values, depth);
}

TEST(KernelGlobalMemoryDeathTest, StackOverflow) {
  const auto overflow = [] {
    const DeviceArray<float> values(std::vector<float>{1.0f});
    run(shape, overflow_the_stack, values.data(), values.data(), 1000000);
  };
  EXPECT_DEATH(overflow(), complains({"overflow_the_stack", guilty_block, guilty_thread},
                                     {"the stack of a kernel's thread overflowed"}));
}

__global__ void divide(const int* values, int* result) {
  if (is_guilty())
    *result = values[0] / values[1];
}

TEST(KernelGlobalMemoryDeathTest, IntegerDivisionByZero) {
  const auto divide_by_zero = [] {
    const DeviceArray<int> values(std::vector<int>{1, 0});
    run(shape, divide, values.data(), values.data());
  };
  const Culprit culprit{"divide", guilty_block, guilty_thread};
  if (has_undefined_sanitizer)
    EXPECT_DEATH(divide_by_zero(), ubsan_reports("division by zero", culprit));
  else
    EXPECT_DEATH(divide_by_zero(), complains(culprit, {"integer division by zero"}));
}

}  // namespace
