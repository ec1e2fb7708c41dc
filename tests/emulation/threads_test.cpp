#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/orders.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

class HostThreads : public EveryOrder {};
EMULATION_EVERY_ORDER(HostThreads);

float count_to(int n) {
  const Stream stream;
  const DeviceFloats x(100);
  clear(x, stream);
  for (int i = 0; i < n; ++i) {
    add(x, 1.0f, stream);
    stream.wait();
  }
  return values_of(x, stream)[99];
}

TEST_P(HostThreads, CallOneAfterTheOther) {
  emulation::reset_counters();
  std::vector<float> counts(4, 0.0f);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < counts.size(); ++thread)
    threads.emplace_back([&counts, thread] {
      for (int repetition = 0; repetition < 5; ++repetition)
        counts[thread] += count_to(10 + static_cast<int>(thread));
    });
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(counts, (std::vector<float>{50, 55, 60, 65}));
  EXPECT_EQ(emulation::counters().launches.at("emulation_test::add_kernel"), 230u);
}

TEST(HostThreadsDeathTest, OverflowTheStackOfAKernel) {
  EXPECT_DEATH(
      std::thread([] {
        const Stream stream;
        recurse_in_kernel(stream);
        stream.wait();
      }).join(),
      complaint("kernel emulation_test::recursing_kernel, block (0,0,0), thread (0,0,0): the stack of "
                "a kernel's thread overflowed"));
}

}  // namespace
