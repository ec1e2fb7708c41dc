#include <cublas_v2.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "emulation/captured.hpp"
#include "emulation/complaints.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

/// What the end of a program that left something says, after it has ended with a failure.
void expect_left(void (*program)(), const std::string& what) {
  EXPECT_EXIT(
      {
        program();
        std::exit(0);
      },
      testing::KilledBySignal(SIGABRT), complaint("left at the end of the program: " + what));
}

TEST(LeakDeathTest, IsNone) {
  EXPECT_EXIT(
      {
        {
          const Stream stream;
          const Event event;
          const DeviceFloats floats(10);
          const PinnedFloats pinned(10);
          const Executable executable(stream, [&] { clear(floats, stream); });
          executable.launch(stream);
          download(pinned, floats, stream);
          stream.wait();
          cublasHandle_t handle = nullptr;
          cublasCreate(&handle);
          cublasDestroy(handle);
        }
        std::exit(0);
      },
      testing::ExitedWithCode(0), testing::Eq(""));
}

TEST(LeakDeathTest, IsDeviceMemory) {
  expect_left(
      [] {
        void* address = nullptr;
        cudaMalloc(&address, 400);
      },
      "allocation # (400 bytes of device memory)");
}

TEST(LeakDeathTest, IsPinnedMemory) {
  expect_left(
      [] {
        void* address = nullptr;
        cudaMallocHost(&address, 400);
      },
      "allocation # (400 bytes of pinned host memory)");
}

TEST(LeakDeathTest, IsAStream) {
  expect_left([] { new Stream; }, "stream #");
}

TEST(LeakDeathTest, IsAnEvent) {
  expect_left([] { new Event; }, "event #");
}

TEST(LeakDeathTest, IsAGraph) {
  expect_left(
      [] {
        const Stream stream;
        begin_capture(stream);
        cudaGraph_t graph = nullptr;
        check(cudaStreamEndCapture(stream, &graph));
      },
      "graph #");
}

TEST(LeakDeathTest, IsAnExecutableGraph) {
  expect_left(
      [] {
        const Stream stream;
        new Executable(stream, [] {});
      },
      "executable graph #");
}

TEST(LeakDeathTest, IsAHandle) {
  expect_left(
      [] {
        cublasHandle_t handle = nullptr;
        cublasCreate(&handle);
      },
      "cuBLAS handle #");
}

TEST(LeakDeathTest, IsWorkThatNobodyWaitedFor) {
  expect_left(
      [] {
        auto& stream = *new Stream;
        auto& floats = *new DeviceFloats(10);
        clear(floats, stream);
        add(floats, 1.0f, stream);
      },
      "allocation # (40 bytes of device memory); work on stream # that nobody waited for (cudaMemsetAsync, "
      "emulation_test::add_kernel); stream #");
}

}  // namespace
