#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "device/blas.hpp"
#include "device/buffer.hpp"
#include "device/graph.hpp"
#include "emulation/device.hpp"
#include "glissade/error.hpp"

/// What wraps the calls of CUDA: errors become exceptions, and nothing is left behind.
namespace glissade::cuda {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

template <class Status>
std::string hint_of(Status status, const std::string& message) {
  try {
    check(status, "copying");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failure);
    EXPECT_THAT(error.what(), StartsWith(message));
    return error.hint();
  }
  ADD_FAILURE() << "no error";
  return "";
}

TEST(Device, ChecksThrowWhatFailedAndAHintWhereMemoryIsShort) {
  EXPECT_NO_THROW(check(cudaSuccess, "copying"));
  EXPECT_NO_THROW(check(CUBLAS_STATUS_SUCCESS, "copying"));
  EXPECT_EQ(hint_of(cudaErrorInvalidValue, "copying failed: "), "");
  EXPECT_THAT(hint_of(cudaErrorMemoryAllocation, "copying failed: "), HasSubstr("smaller batch"));
  EXPECT_EQ(hint_of(CUBLAS_STATUS_INVALID_VALUE, "copying failed: "), "");
}

TEST(Device, NamesBothVersionsWhereTheDriverDoesNotKnowTheCode) {
  try {
    check(cudaErrorUnsupportedPtxVersion, "launching a kernel");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::device);
    EXPECT_STREQ(error.what(),
                 "the NVIDIA driver is made for CUDA 13.0, and this program was built with CUDA 13.0");
    EXPECT_THAT(error.hint(), HasSubstr("made for CUDA 13.0 or newer"));
  }
}

TEST(Device, SaysHowToBuildForADeviceThatTheCodeIsNotFor) {
  try {
    check(cudaErrorNoKernelImageForDevice, "launching a kernel");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::device);
    EXPECT_THAT(error.hint(), HasSubstr("GLISSADE_CUDA_ARCHITECTURES=all"));
  }
}

TEST(Device, ABufferThatIsAssignedAnotherKeepsItsBytes) {
  const Stream stream;
  const PinnedBuffer<int> host(2);
  host.data()[0] = 7;
  DeviceMemory memory;
  DeviceBuffer<int> first(memory, 1);
  stream.upload(first.data(), host.data(), 1);
  DeviceBuffer<int> second(memory, 3);
  second = std::move(first);
  EXPECT_EQ(second.size(), 1u);
  stream.download(host.data() + 1, second.data(), 1);
  stream.wait();
  EXPECT_EQ(host.span()[1], 7);
}

TEST(Device, MemoryThatCountsAllocatesNothing) {
  emulation::reset_counters();
  DeviceMemory counted(DeviceMemory::Use::counts);
  const DeviceBuffer<double> numbers(counted, 3);
  const DeviceBuffer<std::byte> bytes(counted, 5), none(counted, 0);
  EXPECT_EQ(numbers.data(), nullptr);
  EXPECT_EQ(numbers.size(), 3u);
  EXPECT_EQ(counted.bytes(), 3u * 8u + 5u);
  EXPECT_EQ(emulation::counters().allocations, 0u);
}

TEST(Device, AStreamThatGoesHasRunWhatWasQueued) {
  const PinnedBuffer<int> host(1);
  DeviceMemory memory;
  const DeviceBuffer<int> device(memory, 1);
  host.data()[0] = 1;
  const Stream stream;
  stream.upload(device.data(), host.data(), 1);
}

TEST(Device, AnEventIsWaitedFor) {
  const PinnedBuffer<int> host(1);
  DeviceMemory memory;
  const DeviceBuffer<int> device(memory, 1);
  host.data()[0] = 1;
  const Stream stream;
  stream.upload(device.data(), host.data(), 1);
  const Event copied;
  copied.record(stream);
  copied.wait();
  host.data()[0] = 2;
}

TEST(Device, ACaptureThatFailsLeavesTheStreamUsable) {
  const Stream stream;
  DeviceMemory memory;
  const DeviceBuffer<float> values(memory, 4);
  const auto capture_fails = [&] {
    const Graph graph(stream, [&] {
      stream.fill_with_zeros(values.data(), values.size());
      throw Error(ErrorKind::failure, "cannot be captured");
    });
  };
  EXPECT_THROW(capture_fails(), Error);
  Graph graph;
  EXPECT_TRUE(graph.is_empty());
  graph = Graph(stream, [&] { stream.fill_with_zeros(values.data(), values.size()); });
  EXPECT_FALSE(graph.is_empty());
  graph.launch(stream);
  const PinnedBuffer<float> host(4);
  stream.download(host.data(), values.data(), values.size());
  stream.wait();
  EXPECT_EQ(host.data()[3], 0.0f);
}

TEST(Device, AProductTooLargeForCublasIsRefused) {
  const Stream stream;
  DeviceMemory memory;
  const Blas blas(memory, stream, Precision::fp32);
  constexpr std::uint64_t most = std::numeric_limits<int>::max();
  const auto multiply = [&](std::uint64_t rows) {
    blas.multiply(rows, 1, 1, {nullptr, 1}, {nullptr, 1}, nullptr);
  };
  try {
    multiply(most + 1);
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("2147483648"));
  }
}

}  // namespace
}  // namespace glissade::cuda
