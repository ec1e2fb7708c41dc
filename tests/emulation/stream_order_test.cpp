#include <gtest/gtest.h>

#include <set>

#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/host_program.hpp"
#include "emulation/orders.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

const std::vector<emulation::Order> orders = {{emulation::Order::Kind::ascending, 0},
                                              {emulation::Order::Kind::descending, 0},
                                              {emulation::Order::Kind::seeded, 1},
                                              {emulation::Order::Kind::seeded, 2},
                                              {emulation::Order::Kind::seeded, 3}};

/// What a program gives in every order.
template <class Program>
std::set<float> outcomes(const Program& program) {
  std::set<float> found;
  for (const emulation::Order order : orders) {
    emulation::set_order(order);
    found.insert(program());
  }
  emulation::set_order({});
  return found;
}

enum class Ordered { no, yes };

void order(const Stream& first, const Stream& second, Ordered ordered) {
  if (ordered == Ordered::no)
    return;
  const Event event;
  check(cudaEventRecord(event, first));
  check(cudaStreamWaitEvent(second, event));
}

/// A second stream doubles what the first one wrote; the host waits for `awaited` first.
float read_after_write(Ordered ordered, bool awaits_reader) {
  const Stream writer, reader;
  const DeviceFloats source(10), target(10);
  clear(source, writer);
  clear(target, reader);
  check(cudaDeviceSynchronize());
  add(source, 1.0f, writer);
  order(writer, reader, ordered);
  scale(target, source, 2.0f, reader);
  (awaits_reader ? reader : writer).wait();
  check(cudaDeviceSynchronize());
  return values_of(target, reader)[9];
}

/// The second stream overwrites what the first one has yet to read.
float write_after_read(Ordered ordered, bool awaits_writer) {
  const Stream reader, writer;
  const DeviceFloats source(10), target(10);
  clear(source, writer);
  check(cudaDeviceSynchronize());
  scale(target, source, 2.0f, reader);
  order(reader, writer, ordered);
  add(source, 5.0f, writer);
  (awaits_writer ? writer : reader).wait();
  check(cudaDeviceSynchronize());
  return values_of(target, reader)[0];
}

TEST(StreamOrder, ShowsAMissingWait) {
  for (const bool awaits_second : {false, true}) {
    EXPECT_GT(outcomes([&] { return read_after_write(Ordered::no, awaits_second); }).size(), 1u);
    EXPECT_GT(outcomes([&] { return write_after_read(Ordered::no, awaits_second); }).size(), 1u);
  }
}

TEST(StreamOrder, DoesNotMatterWhereEventsOrder) {
  for (const bool awaits_second : {false, true}) {
    EXPECT_EQ(outcomes([&] { return read_after_write(Ordered::yes, awaits_second); }), std::set<float>{2.0f});
    EXPECT_EQ(outcomes([&] { return write_after_read(Ordered::yes, awaits_second); }), std::set<float>{0.0f});
  }
}

/// (x + 1) · 2 + …: each step on the other stream than the one before.
TEST(StreamOrder, IsKeptAcrossStreamsByEvents) {
  const auto program = [] {
    const Stream streams[2];
    const DeviceFloats x(10), y(10);
    clear(x, streams[0]);
    for (int step = 0; step < 6; ++step) {
      const Stream& own = streams[step % 2];
      add(x, 1.0f, own);
      scale(y, x, 2.0f, own);
      scale(x, y, 1.0f, own);
      order(own, streams[1 - step % 2], Ordered::yes);
    }
    return values_of(x, streams[0])[3];
  };
  EXPECT_EQ(outcomes(program), std::set<float>{126.0f});
}

TEST(StreamOrder, InterleavesStreams) {
  emulation::set_order({emulation::Order::Kind::seeded, 5});
  const Stream first, second;
  const DeviceFloats x(1), y(1);
  clear(x, first);
  clear(y, second);
  check(cudaDeviceSynchronize());
  // With nothing but whole streams after each other, x would end as one of two values.
  std::set<float> found;
  for (int repetition = 0; repetition < 50; ++repetition) {
    clear(x, first);
    first.wait();
    for (int i = 0; i < 3; ++i) {
      scale(y, x, 2.0f, first);
      scale(x, y, 1.0f, first);
      add(x, 1.0f, second);
    }
    check(cudaDeviceSynchronize());
    found.insert(values_of(x, first)[0]);
  }
  emulation::set_order({});
  EXPECT_GT(found.size(), 3u);
}

class Streams : public EveryOrder {};
EMULATION_EVERY_ORDER(Streams);

TEST_P(Streams, RunNothingBeforeTheHostWaits) {
  const Stream stream;
  const DeviceFloats floats(10);
  emulation::reset_counters();
  clear(floats, stream);
  add(floats, 1.0f, stream);
  EXPECT_EQ(emulation::counters().total_launches(), 0u);
  EXPECT_EQ(emulation::counters().fills.count, 0u);
  stream.wait();
  EXPECT_EQ(emulation::counters().total_launches(), 1u);
  EXPECT_EQ(emulation::counters().fills.count, 1u);
}

TEST_P(Streams, AllRunWhenTheHostWaitsForTheDevice) {
  const Stream first, second;
  const DeviceFloats x(10), y(10);
  clear(x, first);
  clear(y, second);
  emulation::reset_counters();
  check(cudaDeviceSynchronize());
  EXPECT_EQ(emulation::counters().fills.count, 2u);
}

TEST(StreamOrder, IsLazyWhenAscending) {
  const Stream first, second;
  const DeviceFloats x(10), y(10);
  emulation::reset_counters();
  clear(x, first);
  clear(y, second);
  second.wait();
  EXPECT_EQ(emulation::counters().fills.count, 1u);
  first.wait();
  EXPECT_EQ(emulation::counters().fills.count, 2u);
}

TEST(StreamOrder, IsEagerWhenDescending) {
  emulation::set_order({emulation::Order::Kind::descending, 0});
  const Stream first, second;
  const DeviceFloats x(10), y(10);
  emulation::reset_counters();
  clear(x, first);
  clear(y, second);
  second.wait();
  EXPECT_EQ(emulation::counters().fills.count, 2u);
  emulation::set_order({});
  first.wait();
}

TEST(StreamDeathTest, IsTheDefaultStream) {
  const DeviceFloats floats(10);
  const std::string fault =
      "the default stream waits for other streams as it sees fit; it is not emulated, create a stream";
  EXPECT_DEATH(cudaMemsetAsync(floats.data(), 0, 4, nullptr), complaint("cudaMemsetAsync: " + fault));
  EXPECT_DEATH(cudaStreamSynchronize(nullptr), complaint("cudaStreamSynchronize: " + fault));
  const Event event;
  EXPECT_DEATH(cudaEventRecord(event, nullptr), complaint("cudaEventRecord: " + fault));
}

TEST(StreamDeathTest, WaitsForTheDefaultStream) {
  cudaStream_t stream = nullptr;
  EXPECT_DEATH(cudaStreamCreateWithFlags(&stream, 0),
               complaint("cudaStreamCreateWithFlags: a stream that waits for the default stream is not "
                         "emulated; create it with cudaStreamNonBlocking"));
}

TEST(StreamDeathTest, IsDestroyedBeforeItsWorkHasRun) {
  const DeviceFloats floats(10);
  EXPECT_DEATH(
      {
        const Stream stream;
        clear(floats, stream);
      },
      complaint("cudaStreamDestroy: stream # still has 1 operations queued; synchronise first"));
}

TEST(StreamDeathTest, IsUsedAfterItsEnd) {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  check(cudaStreamDestroy(stream));
  const DeviceFloats floats(10);
  const std::string fault = "stream # has been destroyed";
  EXPECT_DEATH(cudaStreamDestroy(stream), complaint("cudaStreamDestroy: " + fault));
  EXPECT_DEATH(cudaStreamSynchronize(stream), complaint("cudaStreamSynchronize: " + fault));
  EXPECT_DEATH(cudaMemsetAsync(floats.data(), 0, 4, stream), complaint("cudaMemsetAsync: " + fault));
  EXPECT_DEATH(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal),
               complaint("cudaStreamBeginCapture: " + fault));
}

TEST(StreamDeathTest, IsNone) {
  int other = 0;
  const auto stream = reinterpret_cast<cudaStream_t>(&other);
  EXPECT_DEATH(cudaStreamSynchronize(stream), complaint("cudaStreamSynchronize: * is no stream"));
}

TEST(StreamDeathTest, RunsAKernelThatCallsTheHostsApi) {
  const Stream stream;
  EXPECT_DEATH(
      {
        synchronize_in_kernel(stream);
        stream.wait();
      },
      complaint("kernel emulation_test::calling_kernel, block (0,0,0), thread (0,0,0): a kernel calls "
                "cudaDeviceSynchronize, which is the host's"));
}

}  // namespace
