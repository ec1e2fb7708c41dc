#include <gtest/gtest.h>

#include "emulation/complaints.hpp"
#include "emulation/host_program.hpp"

namespace {

using namespace emulation_test;

class QueuedCopy : public testing::Test {
 protected:
  Stream stream_;
  DeviceFloats device_{100};
  PinnedFloats pinned_{100};
};
using QueuedCopyDeathTest = QueuedCopy;

TEST_F(QueuedCopyDeathTest, IsReadBeforeItHasRun) {
  clear(device_, stream_);
  download(pinned_, device_, stream_);
  EXPECT_DEATH(read(pinned_.data() + 7),
               complaint("read by the host of a buffer that a queued copy still uses, "
                         "at byte 28 of allocation # (400 bytes of pinned host "
                         "memory); synchronise first"));
  EXPECT_DEATH(write(pinned_.data(), 1.0f),
               complaint("write by the host of a buffer that a queued copy still "
                         "uses, at byte 0 of allocation # (400 bytes of pinned "
                         "host memory); synchronise first"));
  stream_.wait();
  EXPECT_EQ(read(pinned_.data() + 7), 0.0f);
}

TEST_F(QueuedCopyDeathTest, HasItsStagingOverwrittenBeforeItHasRun) {
  write(pinned_.data(), 3.0f);
  upload(device_, pinned_, stream_);
  EXPECT_DEATH(write(pinned_.data(), 4.0f),
               complaint("write by the host of a buffer that a queued copy still "
                         "uses, at byte 0 of allocation # (400 bytes of pinned "
                         "host memory); synchronise first"));
  EXPECT_EQ(read(pinned_.data()), 3.0f);
  stream_.wait();
  write(pinned_.data(), 4.0f);
  EXPECT_EQ(values_of(device_, stream_)[0], 3.0f);
}

TEST_F(QueuedCopyDeathTest, IsReadAfterWaitingForAnotherStreamOnly) {
  const Stream other;
  download(pinned_, device_, stream_);
  other.wait();
  EXPECT_DEATH(read(pinned_.data()),
               complaint("read by the host of a buffer that a queued copy still uses, at "
                         "byte 0 of allocation # (400 bytes of pinned host memory); "
                         "synchronise first"));
  stream_.wait();
}

TEST_F(QueuedCopyDeathTest, IsReadAfterTheFirstOfTwo) {
  const Event first;
  clear(device_, stream_);
  download(pinned_, device_, stream_);
  check(cudaEventRecord(first, stream_));
  download(pinned_, device_, stream_);
  check(cudaEventSynchronize(first));
  EXPECT_DEATH(read(pinned_.data()),
               complaint("read by the host of a buffer that a queued copy still uses, at "
                         "byte 0 of allocation # (400 bytes of pinned host memory); "
                         "synchronise first"));
  stream_.wait();
  EXPECT_EQ(read(pinned_.data()), 0.0f);
}

TEST_F(QueuedCopyDeathTest, LosesItsBuffer) {
  download(pinned_, device_, stream_);
  EXPECT_DEATH(pinned_.free(),
               complaint("cudaFreeHost: allocation # (400 bytes of pinned host memory) is freed "
                         "while a copy that uses it is queued; synchronise first"));
  stream_.wait();
  pinned_.free();
}

TEST_F(QueuedCopy, MaySharePagesWithOthers) {
  constexpr std::size_t half = 50 * sizeof(float);
  for (std::size_t i = 0; i < 100; ++i)
    pinned_.data()[i] = static_cast<float>(i);
  check(cudaMemcpyAsync(device_.data(), pinned_.data(), half, cudaMemcpyHostToDevice, stream_));
  check(cudaMemcpyAsync(device_.data() + 50, pinned_.data() + 50, half, cudaMemcpyHostToDevice, stream_));
  check(cudaMemcpyAsync(pinned_.data() + 50, device_.data(), half, cudaMemcpyDeviceToHost, stream_));
  check(cudaMemcpyAsync(pinned_.data(), device_.data() + 50, half, cudaMemcpyDeviceToHost, stream_));
  stream_.wait();
  EXPECT_EQ(read(pinned_.data()), 50.0f);
  EXPECT_EQ(read(pinned_.data() + 99), 49.0f);
  write(pinned_.data(), 1.0f);
}

TEST_F(QueuedCopyDeathTest, ForbidsTheRestOfItsPage) {
  check(cudaMemcpyAsync(pinned_.data(), device_.data(), 4, cudaMemcpyDeviceToHost, stream_));
  EXPECT_DEATH(
      read(pinned_.data() + 50),
      complaint("read by the host of a buffer that a queued copy still uses, at byte 200 of allocation "
                "# (400 bytes of pinned host memory); the copy uses other bytes of this page, but only "
                "whole pages can be watched: allocate them apart"));
  stream_.wait();
}

TEST_F(QueuedCopy, LeavesOtherPagesAndAllocationsAlone) {
  const PinnedFloats other(100);
  const PinnedFloats pages(4096);
  download(pinned_, device_, stream_);
  check(cudaMemcpyAsync(pages.data(), device_.data(), 4, cudaMemcpyDeviceToHost, stream_));
  write(other.data(), 1.0f);
  write(pages.data() + 4095, 1.0f);
  stream_.wait();
}

}  // namespace
