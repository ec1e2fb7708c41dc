#include <cublas_v2.h>
#include <gtest/gtest.h>

#include "emulation/captured.hpp"
#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

/// Each test starts inside a capture.
class CaptureDeathTest : public testing::Test {
 protected:
  CaptureDeathTest() {
    check(cudaEventRecord(before_, side_));
    side_.wait();
    cublasCreate(&handle_);
    begin_capture(stream_);
  }
  ~CaptureDeathTest() override {
    if (is_open_)
      discard_capture(stream_);
    cublasDestroy(handle_);
  }
  void end() {
    is_open_ = false;
    discard_capture(stream_);
  }

  bool is_open_ = true;
  Stream stream_, side_;
  Event before_{cudaEventDefault}, forked_{cudaEventDefault}, joined_;
  DeviceFloats floats_{10};
  PinnedFloats pinned_{10};
  Executable empty_{side_, [] {}};
  cublasHandle_t handle_ = nullptr;
};

TEST_F(CaptureDeathTest, ForbidsCallsThatAllocateOrWait) {
  const std::string fault = ": this call is not allowed while a stream is captured";
  void* address = nullptr;
  cudaStream_t stream = nullptr;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  cublasHandle_t handle = nullptr;
  float milliseconds = 0.0f;
  EXPECT_DEATH(cudaMalloc(&address, 4), complaint("cudaMalloc" + fault));
  EXPECT_DEATH(floats_.free(), complaint("cudaFree" + fault));
  EXPECT_DEATH(cudaMallocHost(&address, 4), complaint("cudaMallocHost" + fault));
  EXPECT_DEATH(pinned_.free(), complaint("cudaFreeHost" + fault));
  EXPECT_DEATH(cudaDeviceSynchronize(), complaint("cudaDeviceSynchronize" + fault));
  EXPECT_DEATH(stream_.wait(), complaint("cudaStreamSynchronize" + fault));
  EXPECT_DEATH(side_.wait(), complaint("cudaStreamSynchronize" + fault));
  EXPECT_DEATH(cudaEventSynchronize(before_), complaint("cudaEventSynchronize" + fault));
  EXPECT_DEATH(cudaEventElapsedTime(&milliseconds, before_, before_),
               complaint("cudaEventElapsedTime" + fault));
  EXPECT_DEATH(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking),
               complaint("cudaStreamCreateWithFlags" + fault));
  EXPECT_DEATH(cudaStreamDestroy(side_), complaint("cudaStreamDestroy" + fault));
  EXPECT_DEATH(cudaGraphInstantiate(&executable, graph), complaint("cudaGraphInstantiate" + fault));
  EXPECT_DEATH(empty_.launch(stream_), complaint("cudaGraphLaunch" + fault));
  EXPECT_DEATH(cudaFuncSetAttribute(&address, cudaFuncAttributeMaxDynamicSharedMemorySize, 4),
               complaint("cudaFuncSetAttribute" + fault));
  EXPECT_DEATH(cublasCreate(&handle), complaint("cublasCreate" + fault));
  EXPECT_DEATH(cublasDestroy(handle_), complaint("cublasDestroy" + fault));
}

TEST_F(CaptureDeathTest, AllowsWhatOnlyEnqueuesOrAsks) {
  std::size_t free = 0, total = 0;
  {
    const Event event;
    EXPECT_EQ(cudaEventRecord(event, stream_), cudaSuccess);
  }
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(cublasSetStream(handle_, stream_), CUBLAS_STATUS_SUCCESS);
  clear(floats_, stream_);
  download(pinned_, floats_, stream_);
  // Nothing is queued, so nothing holds the buffer.
  write(pinned_.data(), 1.0f);
  end();
  EXPECT_EQ(read(pinned_.data()), 1.0f);
}

TEST_F(CaptureDeathTest, HasOneStreamOfOrigin) {
  EXPECT_DEATH(begin_capture(stream_),
               complaint("cudaStreamBeginCapture: stream # is being captured already"));
  EXPECT_DEATH(begin_capture(side_), complaint("cudaStreamBeginCapture: stream # is being captured already"));
  EXPECT_DEATH(discard_capture(side_), complaint("cudaStreamEndCapture: no capture began on stream #"));
  end();
  EXPECT_DEATH(discard_capture(stream_), complaint("cudaStreamEndCapture: no capture began on stream #"));
}

TEST_F(CaptureDeathTest, RefusesAKernelNeverUsedBefore) {
  EXPECT_DEATH(
      launch_unloaded_kernel(stream_),
      complaint("cudaLaunchKernelEx: kernel emulation_test::unloaded_kernel is used for the first time "
                "inside a capture, where it may fail to load; launch it once before"));
  EXPECT_DEATH(
      launch_unloaded_kernel(side_),
      complaint("cudaLaunchKernelEx: kernel emulation_test::unloaded_kernel is used for the first time "
                "inside a capture, where it may fail to load; launch it once before"));
}

TEST_F(CaptureDeathTest, RefusesAForkThatIsNotJoined) {
  check(cudaEventRecord(forked_, stream_));
  check(cudaStreamWaitEvent(side_, forked_));
  clear(floats_, side_);
  const std::string fault =
      "cudaStreamEndCapture: stream # joined the capture, and the origin does not wait for its ";
  EXPECT_DEATH(end(), complaint(fault + "cudaMemsetAsync"));
  EXPECT_DEATH(discard_capture(side_), complaint("cudaStreamEndCapture: no capture began on stream #"));
  check(cudaEventRecord(joined_, side_));
  download(pinned_, floats_, side_);
  check(cudaStreamWaitEvent(stream_, joined_));
  EXPECT_DEATH(end(), complaint(fault + "cudaMemcpyAsync to the host"));
  check(cudaEventRecord(joined_, side_));
  check(cudaStreamWaitEvent(stream_, joined_));
  end();
  // Both have left the capture.
  clear(floats_, side_);
  side_.wait();
  stream_.wait();
}

TEST_F(CaptureDeathTest, RefusesAWaitForAnEventFromOutside) {
  EXPECT_DEATH(cudaStreamWaitEvent(stream_, before_),
               complaint("cudaStreamWaitEvent: stream # waits for event #, which was not recorded in the "
                         "capture that the stream is in"));
}

TEST_F(CaptureDeathTest, RefusesAWaitForAnEventOfAnEndedCapture) {
  check(cudaEventRecord(forked_, stream_));
  end();
  EXPECT_DEATH(
      cudaStreamWaitEvent(side_, forked_),
      complaint("cudaStreamWaitEvent: stream # waits for event #, which was recorded in a capture that "
                "has ended"));
  EXPECT_DEATH(
      cudaEventSynchronize(forked_),
      complaint("cudaEventSynchronize: event # was recorded in a capture; the host cannot wait for it"));
  float milliseconds = 0.0f;
  EXPECT_DEATH(
      cudaEventElapsedTime(&milliseconds, before_, forked_),
      complaint("cudaEventElapsedTime: event # was recorded in a capture; the host cannot wait for it"));
  begin_capture(stream_);
  EXPECT_DEATH(cudaStreamWaitEvent(stream_, forked_),
               complaint("cudaStreamWaitEvent: stream # waits for event #, which was not recorded in the "
                         "capture that the stream is in"));
  is_open_ = true;
}

TEST_F(CaptureDeathTest, IsLeftByAnEventRecordedAgain) {
  check(cudaEventRecord(forked_, stream_));
  end();
  check(cudaEventRecord(forked_, stream_));
  check(cudaStreamWaitEvent(side_, forked_));
  check(cudaEventSynchronize(forked_));
  side_.wait();
}

TEST_F(CaptureDeathTest, LeavesOtherStreamsAlone) {
  clear(floats_, side_);
  end();
  emulation::reset_counters();
  side_.wait();
  EXPECT_EQ(emulation::counters().fills.count, 1u);
}

}  // namespace
