#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "emulation/complaints.hpp"
#include "emulation/host_program.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

TEST(Memory, IsFreshAsNaN) {
  const Stream stream;
  const DeviceFloats device(100);
  for (const float value : values_of(device, stream))
    EXPECT_TRUE(std::isnan(value));
  const PinnedFloats pinned(100);
  EXPECT_TRUE(std::isnan(pinned.data()[0]) && std::isnan(pinned.data()[99]));
}

TEST(Memory, IsAligned) {
  const DeviceFloats first(1), second(3);
  for (const DeviceFloats* floats : {&first, &second})
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(floats->data()) % 256, 0u);
}

TEST(Memory, OfNoBytesIsNull) {
  float other = 0.0f;
  float* address = &other;
  EXPECT_EQ(cudaMalloc(&address, 0), cudaSuccess);
  EXPECT_EQ(address, nullptr);
  EXPECT_EQ(cudaFree(address), cudaSuccess);
  address = &other;
  EXPECT_EQ(cudaMallocHost(&address, 0), cudaSuccess);
  EXPECT_EQ(address, nullptr);
  EXPECT_EQ(cudaFreeHost(address), cudaSuccess);
}

TEST(Memory, CopiesAndFillsOfNoBytesTakeAnyAddress) {
  const Stream stream;
  float host = 0.0f;
  for (const auto kind : {cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice})
    EXPECT_EQ(cudaMemcpyAsync(nullptr, &host, 0, kind, stream), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(nullptr, 0, 0, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
}

TEST(Memory, IsCopiedThereAroundAndBack) {
  const Stream stream;
  const PinnedFloats numbers(10), received(10);
  std::iota(numbers.data(), numbers.data() + 10, 0.0f);
  const DeviceFloats first(10), second(10);
  upload(first, numbers, stream);
  clear(second, stream);
  constexpr std::size_t part = 4 * sizeof(float);
  check(cudaMemcpyAsync(second.data() + 5, first.data() + 2, part, cudaMemcpyDeviceToDevice, stream));
  check(cudaMemcpyAsync(second.data(), second.data() + 5, part, cudaMemcpyDeviceToDevice, stream));
  download(received, second, stream);
  stream.wait();
  const std::vector<float> result(received.data(), received.data() + 10);
  EXPECT_EQ(result, (std::vector<float>{2, 3, 4, 5, 0, 2, 3, 4, 5, 0}));
}

TEST(Memory, PinnedBeyondTheMachineIsRefused) {
  for (const std::size_t bytes : {std::size_t{1} << 44, std::numeric_limits<std::size_t>::max()}) {
    void* address = &address;
    EXPECT_EQ(cudaMallocHost(&address, bytes), cudaErrorMemoryAllocation);
    EXPECT_EQ(address, nullptr);
    EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  }
}

TEST(MemoryDeathTest, HostReads) {
  const DeviceFloats floats(100);
  EXPECT_DEATH(read(floats.data() + 3),
               complaint("read by the host of device memory, at byte 12 of allocation # (400 bytes of device "
                         "memory); copy it with cudaMemcpyAsync"));
}

TEST(MemoryDeathTest, HostWrites) {
  const DeviceFloats floats(100);
  EXPECT_DEATH(write(floats.data() + 99, 1.0f),
               complaint("write by the host of device memory, at byte 396 of allocation # (400 bytes of "
                         "device memory); copy it with cudaMemcpyAsync"));
}

TEST(MemoryDeathTest, HostReadsAfterWorkHasRun) {
  const Stream stream;
  const DeviceFloats floats(100);
  clear(floats, stream);
  stream.wait();
  EXPECT_DEATH(read(floats.data()),
               complaint("read by the host of device memory, at byte 0 of allocation # (400 bytes of device "
                         "memory); copy it with cudaMemcpyAsync"));
}

TEST(MemoryDeathTest, HostReadsAfterFree) {
  DeviceFloats floats(100);
  const float* address = floats.data();
  floats.free();
  EXPECT_DEATH(read(address),
               complaint("read by the host after free, at byte 0 of allocation # (400 bytes of "
                         "device memory), which has been freed"));
}

TEST(MemoryDeathTest, HostWritesPastPinnedMemory) {
  // A multiple of the alignment, so that it ends with its page.
  const PinnedFloats floats(64);
  EXPECT_DEATH(write(floats.data() + 65, 1.0f), complaint("write by the host out of bounds, 4 bytes past the "
                                                          "end of allocation # (256 bytes of pinned host "
                                                          "memory)"));
}

TEST(MemoryDeathTest, HostReadsPinnedMemoryAfterFree) {
  PinnedFloats floats(64);
  const float* address = floats.data();
  floats.free();
  EXPECT_DEATH(read(address),
               complaint("read by the host after free, at byte 0 of allocation # (256 bytes of "
                         "pinned host memory), which has been freed"));
}

TEST(MemoryDeathTest, IsFreedTwice) {
  DeviceFloats floats(100);
  float* address = floats.data();
  floats.free();
  EXPECT_DEATH(cudaFree(address), complaint("cudaFree: * is not the start of a live allocation: it lies at "
                                            "byte 0 of allocation # (400 bytes of device memory), which has "
                                            "been freed"));
}

TEST(MemoryDeathTest, IsFreedFromWithin) {
  const DeviceFloats floats(100);
  EXPECT_DEATH(cudaFree(floats.data() + 1), complaint("cudaFree: * is not the start of a live allocation: it "
                                                      "lies at byte 4 of allocation # (400 bytes of device "
                                                      "memory)"));
}

TEST(MemoryDeathTest, OfTheHostIsFreed) {
  float host = 0.0f;
  EXPECT_DEATH(cudaFree(&host), complaint("cudaFree: * is not an address of device memory"));
  EXPECT_DEATH(cudaFreeHost(&host), complaint("cudaFreeHost: * is not an address of pinned memory"));
}

TEST(MemoryDeathTest, IsFreedByTheOtherCall) {
  const DeviceFloats device(100);
  const PinnedFloats pinned(50);
  EXPECT_DEATH(cudaFree(pinned.data()),
               complaint("cudaFree: *, at byte 0 of allocation # (200 bytes of pinned "
                         "host memory), is not an address of device memory"));
  EXPECT_DEATH(cudaFreeHost(device.data()), complaint("cudaFreeHost: *, at byte 0 of allocation # (400 bytes "
                                                      "of device memory), is not an address of pinned "
                                                      "memory"));
}

TEST(MemoryDeathTest, PinnedIsFreedTwice) {
  PinnedFloats floats(100);
  float* address = floats.data();
  floats.free();
  EXPECT_DEATH(cudaFreeHost(address), complaint("cudaFreeHost: * is not the start of a live allocation: it "
                                                "lies at byte 0 of allocation # (400 bytes of pinned host "
                                                "memory), which has been freed"));
}

TEST(MemoryDeathTest, PinnedIsFreedFromWithin) {
  const PinnedFloats floats(100);
  EXPECT_DEATH(cudaFreeHost(floats.data() + 2),
               complaint("cudaFreeHost: * is not the start of a live "
                         "allocation: it lies at byte 8 of allocation # (400 "
                         "bytes of pinned host memory)"));
}

class CopyDeathTest : public testing::Test {
 protected:
  void copy(void* destination, const void* source, std::size_t floats, cudaMemcpyKind kind) {
    check(cudaMemcpyAsync(destination, source, floats * sizeof(float), kind, stream_));
  }
  Stream stream_;
  DeviceFloats device_{100};
  PinnedFloats pinned_{50};
};

TEST_F(CopyDeathTest, StartsBeyondTheEnd) {
  EXPECT_DEATH(copy(device_.data() + 101, pinned_.data(), 1, cudaMemcpyHostToDevice),
               complaint("cudaMemcpyAsync: the destination of 4 bytes starts 4 bytes past the end of "
                         "allocation # (400 bytes of device memory)"));
}

TEST_F(CopyDeathTest, ReachesBeyondTheDestination) {
  EXPECT_DEATH(copy(device_.data() + 60, pinned_.data(), 50, cudaMemcpyHostToDevice),
               complaint("cudaMemcpyAsync: the destination of 200 bytes starts at byte 240 of allocation # "
                         "(400 bytes of device memory)"));
}

TEST_F(CopyDeathTest, ReachesBeyondTheSource) {
  EXPECT_DEATH(
      copy(device_.data(), pinned_.data(), 51, cudaMemcpyHostToDevice),
      complaint("cudaMemcpyAsync: the source of 204 bytes starts at byte 0 of allocation # (200 bytes "
                "of pinned host memory)"));
}

TEST_F(CopyDeathTest, ToTheHostReachesBeyondEither) {
  EXPECT_DEATH(
      copy(pinned_.data() + 1, device_.data(), 50, cudaMemcpyDeviceToHost),
      complaint("cudaMemcpyAsync: the destination of 200 bytes starts at byte 4 of allocation # (200 "
                "bytes of pinned host memory)"));
  EXPECT_DEATH(
      copy(pinned_.data(), device_.data() + 99, 2, cudaMemcpyDeviceToHost),
      complaint("cudaMemcpyAsync: the source of 8 bytes starts at byte 396 of allocation # (400 bytes "
                "of device memory)"));
}

TEST_F(CopyDeathTest, GoesTheWrongWay) {
  EXPECT_DEATH(copy(device_.data(), pinned_.data(), 50, cudaMemcpyDeviceToHost),
               complaint("cudaMemcpyAsync: the destination *, at byte 0 of allocation # (400 bytes of device "
                         "memory), is not in memory of cudaMallocHost, as an asynchronous copy needs"));
  EXPECT_DEATH(copy(pinned_.data(), device_.data(), 50, cudaMemcpyHostToDevice),
               complaint("cudaMemcpyAsync: the source *, at byte 0 of allocation # (400 bytes of device "
                         "memory), is not in memory of cudaMallocHost, as an asynchronous copy needs"));
  EXPECT_DEATH(copy(device_.data(), pinned_.data() + 1, 10, cudaMemcpyDeviceToDevice),
               complaint("cudaMemcpyAsync: the source *, at byte 4 of allocation # (200 bytes of pinned host "
                         "memory), is not in device memory"));
  EXPECT_DEATH(copy(device_.data(), pinned_.data(), 50, cudaMemcpyKind{}),
               complaint("cudaMemcpyAsync: 0 is no direction of a copy"));
}

TEST_F(CopyDeathTest, UsesPageableMemory) {
  std::array<float, 4> pageable{};
  EXPECT_DEATH(
      copy(device_.data(), pageable.data(), 4, cudaMemcpyHostToDevice),
      complaint("cudaMemcpyAsync: the source * is not in memory of cudaMallocHost, as an asynchronous "
                "copy needs"));
  EXPECT_DEATH(copy(pageable.data(), device_.data(), 4, cudaMemcpyDeviceToHost),
               complaint("cudaMemcpyAsync: the destination * is not in memory of cudaMallocHost, as an "
                         "asynchronous copy needs"));
}

TEST_F(CopyDeathTest, UsesFreedMemory) {
  DeviceFloats device(100);
  PinnedFloats pinned(50);
  float* const device_address = device.data();
  float* const pinned_address = pinned.data();
  device.free();
  pinned.free();
  EXPECT_DEATH(
      copy(pinned_.data(), device_address, 50, cudaMemcpyDeviceToHost),
      complaint("cudaMemcpyAsync: the source of 200 bytes starts at byte 0 of allocation # (400 bytes "
                "of device memory), which has been freed"));
  EXPECT_DEATH(
      copy(device_.data(), pinned_address, 50, cudaMemcpyHostToDevice),
      complaint("cudaMemcpyAsync: the source of 200 bytes starts at byte 0 of allocation # (200 bytes "
                "of pinned host memory), which has been freed"));
}

TEST_F(CopyDeathTest, Overlaps) {
  EXPECT_DEATH(copy(device_.data() + 5, device_.data(), 10, cudaMemcpyDeviceToDevice),
               complaint("cudaMemcpyAsync: the source *, at byte 0 of allocation # (400 bytes of device "
                         "memory), and the destination *, at byte 20 of allocation # (400 bytes of device "
                         "memory), overlap in a copy of 40 bytes"));
}

TEST(FillDeathTest, ReachesBeyondTheEnd) {
  const Stream stream;
  const DeviceFloats floats(100);
  EXPECT_DEATH(
      cudaMemsetAsync(floats.data() + 1, 0, 400, stream),
      complaint("cudaMemsetAsync: the destination of 400 bytes starts at byte 4 of allocation # (400 "
                "bytes of device memory)"));
  float host = 0.0f;
  EXPECT_DEATH(cudaMemsetAsync(&host, 0, 4, stream),
               complaint("cudaMemsetAsync: the destination * is not in device memory"));
}

class QueuedWorkDeathTest : public testing::Test {
 protected:
  void free_and_wait() {
    floats_.free();
    stream_.wait();
  }
  Stream stream_;
  DeviceFloats floats_{100};
  PinnedFloats pinned_{100};
};

TEST_F(QueuedWorkDeathTest, FillsFreedMemory) {
  EXPECT_DEATH(
      {
        clear(floats_, stream_);
        free_and_wait();
      },
      complaint(
          "cudaMemsetAsync: the destination of 400 bytes starts at byte 0 of allocation # (400 bytes of "
          "device memory), which has been freed"));
}

TEST_F(QueuedWorkDeathTest, CopiesFreedMemory) {
  EXPECT_DEATH(
      {
        download(pinned_, floats_, stream_);
        free_and_wait();
      },
      complaint("cudaMemcpyAsync to the host: the source of 400 bytes starts at byte 0 of allocation # (400 "
                "bytes of device memory), which has been freed"));
}

TEST_F(QueuedWorkDeathTest, LaunchesOnFreedMemory) {
  EXPECT_DEATH(
      {
        add(floats_, 1.0f, stream_);
        free_and_wait();
      },
      complaint(
          "kernel emulation_test::add_kernel, block (0,0,0), thread (0,0,0): read after free, at byte 0 "
          "of allocation # (400 bytes of device memory), which has been freed"));
}

}  // namespace
