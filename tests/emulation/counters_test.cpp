#include <gtest/gtest.h>

#include "emulation/captured.hpp"
#include "emulation/device.hpp"
#include "emulation/orders.hpp"
#include "emulation/product.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;
using emulation::counters;

class Counters : public EveryOrder {
 protected:
  Counters() { emulation::reset_counters(); }
};
EMULATION_EVERY_ORDER(Counters);

TEST_P(Counters, TellKernelsApart) {
  const Stream stream;
  const DeviceFloats x(10), y(10);
  clear(x, stream);
  add(x, 1.0f, stream);
  add(x, 1.0f, stream);
  scale(y, x, 2.0f, stream);
  stream.wait();
  const std::map<std::string, std::uint64_t> expected = {{"emulation_test::add_kernel", 2},
                                                         {"emulation_test::scale_kernel", 1}};
  EXPECT_EQ(counters().launches, expected);
  EXPECT_EQ(counters().total_launches(), 3u);
}

TEST_P(Counters, TellDirectionsApart) {
  const Stream stream;
  const DeviceFloats x(10), y(10);
  const PinnedFloats pinned(10);
  upload(x, pinned, stream);
  upload(y, pinned, stream);
  check(cudaMemcpyAsync(y.data(), x.data(), 12, cudaMemcpyDeviceToDevice, stream));
  check(cudaMemcpyAsync(pinned.data(), y.data(), 8, cudaMemcpyDeviceToHost, stream));
  check(cudaMemsetAsync(x.data(), 0, 20, stream));
  EXPECT_EQ(counters().host_to_device.count, 0u);
  stream.wait();
  const auto expect = [](const emulation::Transfers& transfers, std::uint64_t count, std::uint64_t bytes) {
    EXPECT_EQ(transfers.count, count);
    EXPECT_EQ(transfers.bytes, bytes);
  };
  expect(counters().host_to_device, 2, 80);
  expect(counters().device_to_device, 1, 12);
  expect(counters().device_to_host, 1, 8);
  expect(counters().fills, 1, 20);
}

TEST_P(Counters, CountAllocations) {
  {
    const DeviceFloats x(10), y(10);
    const PinnedFloats pinned(10);
    EXPECT_EQ(counters().allocations, 2u);
    EXPECT_EQ(counters().frees, 0u);
    EXPECT_EQ(counters().pinned_allocations, 1u);
    EXPECT_EQ(counters().pinned_frees, 0u);
  }
  EXPECT_EQ(counters().frees, 2u);
  EXPECT_EQ(counters().pinned_frees, 1u);
}

TEST_P(Counters, CountSynchronizations) {
  const Stream stream;
  const Event event;
  check(cudaEventRecord(event, stream));
  check(cudaEventSynchronize(event));
  stream.wait();
  check(cudaDeviceSynchronize());
  EXPECT_EQ(counters().synchronizations, 3u);
}

TEST_P(Counters, CountEventsWhenTheyAreReached) {
  const Stream stream;
  const Event event;
  EXPECT_EQ(counters().events, 1u);
  check(cudaEventRecord(event, stream));
  check(cudaEventRecord(event, stream));
  EXPECT_EQ(counters().event_records, 0u);
  stream.wait();
  EXPECT_EQ(counters().event_records, 2u);
}

TEST_P(Counters, CountGraphs) {
  const Stream stream;
  const Executable executable(stream, [] {});
  const Executable other(stream, [] {});
  executable.launch(stream);
  executable.launch(stream);
  executable.launch(stream);
  stream.wait();
  EXPECT_EQ(counters().captures, 2u);
  EXPECT_EQ(counters().instantiations, 2u);
  EXPECT_EQ(counters().replays, 3u);
}

TEST_P(Counters, CountProductsWhenTheyRun) {
  ProductProgram program;
  program.product.enqueue(program.handle);
  EXPECT_EQ(counters().gemms, 0u);
  program.stream.wait();
  EXPECT_EQ(counters().gemms, 1u);
  EXPECT_EQ(counters().total_launches(), 0u);
}

TEST_P(Counters, StartAnew) {
  const Stream stream;
  const DeviceFloats x(10);
  clear(x, stream);
  add(x, 1.0f, stream);
  stream.wait();
  emulation::reset_counters();
  EXPECT_TRUE(counters().launches.empty());
  EXPECT_EQ(counters().total_launches(), 0u);
  EXPECT_EQ(counters().fills.count + counters().fills.bytes, 0u);
  EXPECT_EQ(counters().allocations + counters().synchronizations, 0u);
}

}  // namespace
