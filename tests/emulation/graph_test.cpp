#include <gtest/gtest.h>

#include <set>

#include "emulation/captured.hpp"
#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/orders.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

struct Program {
  Program() {
    // Kernels load when they first run, which a capture does not allow.
    add(x_, 0.0f, stream_);
    scale(y_, x_, 0.0f, stream_);
    stream_.wait();
  }
  void order(const Stream& first, const Stream& second) {
    const Event event;
    check(cudaEventRecord(event, first));
    check(cudaStreamWaitEvent(second, event));
  }
  /// x ← 3 · x, by two streams.
  void triple() {
    order(stream_, side_);
    scale(y_, x_, 2.0f, side_);
    scale(z_, x_, 1.0f, stream_);
    order(side_, stream_);
    scale(x_, y_, 1.5f, stream_);
  }
  Stream stream_, side_;
  DeviceFloats x_{10}, y_{10}, z_{10};
  PinnedFloats pinned_{10};
};

class Graph : public EveryOrder, protected Program {};
EMULATION_EVERY_ORDER(Graph);

class GraphDeathTest : public testing::Test, protected Program {};

TEST_P(Graph, RunsItsWorkAtEachLaunchAndNotBefore) {
  const Executable executable(stream_, [&] { triple(); });
  clear(x_, stream_);
  add(x_, 1.0f, stream_);
  for (int i = 0; i < 3; ++i)
    executable.launch(stream_);
  EXPECT_EQ(values_of(x_, stream_)[9], 27.0f);
}

TEST_P(Graph, WithoutWorkIsLaunched) {
  const Executable executable(stream_, [] {});
  executable.launch(stream_);
  executable.launch(side_);
  check(cudaDeviceSynchronize());
}

TEST_P(Graph, MayBeDestroyedWhileItsWorkIsQueued) {
  clear(x_, stream_);
  {
    const Executable executable(stream_, [&] { add(x_, 1.0f, stream_); });
    executable.launch(stream_);
  }
  EXPECT_EQ(values_of(x_, stream_)[0], 1.0f);
}

TEST_P(Graph, LaunchesOfOneExecutableWaitForEachOther) {
  const Executable executable(stream_, [&] {
    scale(y_, x_, 2.0f, stream_);
    scale(x_, y_, 1.0f, stream_);
    add(x_, 1.0f, stream_);
  });
  clear(x_, stream_);
  stream_.wait();
  executable.launch(stream_);
  executable.launch(side_);
  executable.launch(stream_);
  EXPECT_EQ(values_of(x_, stream_)[0], 7.0f);
}

TEST_P(Graph, HoldsPinnedMemoryAtEachLaunch) {
  const Executable executable(stream_, [&] {
    upload(x_, pinned_, stream_);
    add(x_, 1.0f, stream_);
  });
  for (const float value : {1.0f, 5.0f}) {
    write(pinned_.data(), value);
    executable.launch(stream_);
    EXPECT_EQ(values_of(x_, stream_)[0], value + 1.0f);
  }
}

TEST_P(Graph, CountsWhatItsLaunchesRun) {
  const Executable executable(stream_, [&] {
    clear(x_, stream_);
    triple();
  });
  emulation::reset_counters();
  executable.launch(stream_);
  executable.launch(stream_);
  EXPECT_EQ(emulation::counters().total_launches(), 0u);
  stream_.wait();
  EXPECT_EQ(emulation::counters().launches.at("emulation_test::scale_kernel"), 6u);
  EXPECT_EQ(emulation::counters().fills.count, 2u);
  EXPECT_EQ(emulation::counters().replays, 2u);
  EXPECT_EQ(emulation::counters().captures, 0u);
}

TEST_F(GraphDeathTest, OverwritesStagingOfALaunch) {
  const Executable executable(stream_, [&] { upload(x_, pinned_, stream_); });
  executable.launch(stream_);
  EXPECT_DEATH(write(pinned_.data(), 2.0f),
               complaint("write by the host of a buffer that a queued copy still "
                         "uses, at byte 0 of allocation # (40 bytes of pinned host "
                         "memory); synchronise first"));
  stream_.wait();
  executable.launch(stream_);
  EXPECT_DEATH(write(pinned_.data(), 2.0f),
               complaint("write by the host of a buffer that a queued copy still "
                         "uses, at byte 0 of allocation # (40 bytes of pinned host "
                         "memory); synchronise first"));
  stream_.wait();
}

TEST_F(GraphDeathTest, ReadsTheResultOfALaunchTooEarly) {
  const Executable executable(stream_, [&] { download(pinned_, x_, stream_); });
  executable.launch(stream_);
  stream_.wait();
  executable.launch(stream_);
  EXPECT_DEATH(read(pinned_.data()),
               complaint("read by the host of a buffer that a queued copy still uses, at "
                         "byte 0 of allocation # (40 bytes of pinned host memory); "
                         "synchronise first"));
  stream_.wait();
}

TEST_F(GraphDeathTest, IsLaunchedAfterItsBufferWasFreed) {
  DeviceFloats brief(10);
  const Executable filling(stream_, [&] { clear(brief, stream_); });
  const Executable adding(stream_, [&] { add(brief, 1.0f, stream_); });
  brief.free();
  EXPECT_DEATH(
      {
        filling.launch(stream_);
        stream_.wait();
      },
      complaint("cudaMemsetAsync: the destination of 40 bytes starts at byte 0 of allocation # (40 bytes of "
                "device memory), which has been freed"));
  EXPECT_DEATH(
      {
        adding.launch(stream_);
        stream_.wait();
      },
      complaint(
          "kernel emulation_test::add_kernel, block (0,0,0), thread (0,0,0): read after free, at byte 0 "
          "of allocation # (40 bytes of device memory), which has been freed"));
}

TEST_F(GraphDeathTest, IsLaunchedAfterItsPinnedBufferWasFreed) {
  PinnedFloats brief(10);
  const Executable uploading(stream_, [&] { upload(x_, brief, stream_); });
  const Executable downloading(stream_, [&] { download(brief, x_, stream_); });
  brief.free();
  EXPECT_DEATH(
      uploading.launch(stream_),
      complaint("cudaGraphLaunch: the source of 40 bytes starts at byte 0 of allocation # (40 bytes of "
                "pinned host memory), which has been freed"));
  EXPECT_DEATH(downloading.launch(stream_),
               complaint("cudaGraphLaunch: the destination of 40 bytes starts at byte 0 of allocation # (40 "
                         "bytes of pinned host memory), which has been freed"));
}

TEST_F(GraphDeathTest, IsUsedAfterItsEnd) {
  begin_capture(stream_);
  cudaGraph_t graph = nullptr;
  check(cudaStreamEndCapture(stream_, &graph));
  cudaGraphExec_t executable = nullptr;
  check(cudaGraphInstantiate(&executable, graph));
  check(cudaGraphDestroy(graph));
  check(cudaGraphExecDestroy(executable));
  EXPECT_DEATH(cudaGraphDestroy(graph), complaint("cudaGraphDestroy: graph # has been destroyed"));
  EXPECT_DEATH(cudaGraphInstantiate(&executable, graph),
               complaint("cudaGraphInstantiate: graph # has been destroyed"));
  EXPECT_DEATH(cudaGraphLaunch(executable, stream_),
               complaint("cudaGraphLaunch: executable graph # has been destroyed"));
  EXPECT_DEATH(cudaGraphExecDestroy(executable),
               complaint("cudaGraphExecDestroy: executable graph # has been destroyed"));
}

TEST_F(GraphDeathTest, IsNone) {
  int other = 0;
  EXPECT_DEATH(cudaGraphDestroy(reinterpret_cast<cudaGraph_t>(&other)),
               complaint("cudaGraphDestroy: * is no graph"));
  EXPECT_DEATH(cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(&other), stream_),
               complaint("cudaGraphLaunch: * is no executable graph"));
}

/// One side stream's work lacks the wait for what the origin does before.
TEST(GraphOrder, ShowsAMissingWait) {
  std::set<float> found;
  for (const auto order : {emulation::Order{emulation::Order::Kind::ascending, 0},
                           emulation::Order{emulation::Order::Kind::descending, 0}}) {
    emulation::set_order(order);
    const Stream stream, side;
    const DeviceFloats x(10), y(10);
    const Event forked, joined;
    clear(x, stream);
    add(x, 0.0f, stream);
    scale(y, x, 1.0f, stream);
    stream.wait();
    const Executable executable(stream, [&] {
      check(cudaEventRecord(forked, stream));
      check(cudaStreamWaitEvent(side, forked));
      add(x, 1.0f, stream);
      scale(y, x, 2.0f, side);
      check(cudaEventRecord(joined, side));
      check(cudaStreamWaitEvent(stream, joined));
    });
    executable.launch(stream);
    found.insert(values_of(y, stream)[0]);
  }
  emulation::set_order({});
  EXPECT_EQ(found, (std::set<float>{0.0f, 2.0f}));
}

}  // namespace
