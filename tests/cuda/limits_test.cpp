#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "device/blas.hpp"
#include "device/buffer.hpp"
#include "emulation/device.hpp"
#include "kernels/read_memory.hpp"
#include "module/limits.hpp"

/// What a device reaches at most: a rate is worth something only if all that counts for it was done.
namespace glissade::cuda {
namespace {

/// Of small whole numbers, which fp32 adds without rounding.
double sum_as_read(std::uint64_t count) {
  const Stream stream;
  const PinnedBuffer<float4> host(count);
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto value = static_cast<float>(index % 5);
    host.data()[index] = make_float4(value, 1.0f, -value, value);
  }
  DeviceMemory memory;
  const DeviceBuffer<float4> vectors(memory, count);
  const DeviceBuffer<float> sums(memory, most_reading_blocks);
  const PinnedBuffer<float> read(most_reading_blocks);
  stream.upload(vectors.data(), host.data(), count);
  stream.fill_with_zeros(sums.data(), sums.size());
  read_memory(stream, vectors.data(), count, sums.data());
  stream.download(read.data(), sums.data(), sums.size());
  stream.wait();
  return std::accumulate(read.span().begin(), read.span().end(), 0.0);
}

double sum_of(std::uint64_t count) {
  double sum = 0.0;
  for (std::uint64_t index = 0; index < count; ++index)
    sum += 1.0 + static_cast<double>(index % 5);
  return sum;
}

TEST(Limits, ReadingTakesInEveryVectorOnce) {
  for (const std::uint64_t count : {1, 255, 256, 257, 2048, 2049, 10000})
    EXPECT_EQ(sum_as_read(count), sum_of(count)) << count << " vectors";
}

TEST(Limits, ReadingGoesOnWhereThereAreMoreVectorsThanThreads) {
  const std::uint64_t count = most_reading_blocks * 256 * 8 + 3;
  EXPECT_EQ(sum_as_read(count), sum_of(count));
}

TEST(Limits, AreRatesOfTheDevicesClock) {
  const DeviceLimits limits = measure_limits(1, Precision::fp32);
  for (const double rate : {limits.read_rate, limits.gemm_rate}) {
    EXPECT_TRUE(std::isfinite(rate));
    EXPECT_GT(rate, 1e6);
  }
}

TEST(Limits, AreMeasuredWhereHardlyAnyMemoryIsFree) {
  emulation::DeviceDescription description;
  description.memory_bytes = 2 * Blas::workspace_bytes() + (std::uint64_t{8} << 20);
  emulation::set_description(description);
  const DeviceLimits limits = measure_limits(std::uint64_t{1} << 40, Precision::fp32);
  emulation::set_description({});
  EXPECT_GT(limits.read_rate, 0.0);
  EXPECT_GT(limits.gemm_rate, 0.0);
}

}  // namespace
}  // namespace glissade::cuda
