#include <gtest/gtest.h>

#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/host_program.hpp"
#include "emulation/orders.hpp"
#include "emulation/small_kernels.hpp"

namespace {

using namespace emulation_test;

class Events : public EveryOrder {
 protected:
  Stream first_, second_;
  DeviceFloats floats_{10};
};
EMULATION_EVERY_ORDER(Events);

TEST_P(Events, AreReachedOnceTheHostHasWaited) {
  const Event start(cudaEventDefault), end(cudaEventDefault);
  check(cudaEventRecord(start, first_));
  clear(floats_, first_);
  check(cudaEventRecord(end, first_));
  check(cudaEventSynchronize(end));
  float milliseconds = -1.0f;
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
  EXPECT_GE(milliseconds, 0.0f);
}

TEST_P(Events, RecordedAgainDoNotMoveEarlierWaits) {
  const Event event;
  clear(floats_, first_);
  check(cudaEventRecord(event, first_));
  check(cudaStreamWaitEvent(second_, event));
  add(floats_, 1.0f, second_);
  // Were the wait for this, the streams would wait for each other.
  const Event added;
  check(cudaEventRecord(added, second_));
  check(cudaStreamWaitEvent(first_, added));
  check(cudaEventRecord(event, first_));
  EXPECT_EQ(values_of(floats_, second_)[0], 1.0f);
  first_.wait();
}

TEST_P(Events, RecordedAgainMoveLaterWaits) {
  const Event event;
  check(cudaEventRecord(event, first_));
  clear(floats_, first_);
  check(cudaEventRecord(event, first_));
  check(cudaStreamWaitEvent(second_, event));
  add(floats_, 1.0f, second_);
  EXPECT_EQ(values_of(floats_, second_)[0], 1.0f);
}

TEST_P(Events, MayBeDestroyedOnceTheyAreAwaited) {
  {
    const Event event;
    clear(floats_, first_);
    check(cudaEventRecord(event, first_));
    check(cudaStreamWaitEvent(second_, event));
  }
  add(floats_, 1.0f, second_);
  EXPECT_EQ(values_of(floats_, second_)[0], 1.0f);
  first_.wait();
}

TEST_P(Events, OutliveTheStreamTheyWereRecordedOn) {
  const Event event;
  {
    const Stream brief;
    clear(floats_, brief);
    check(cudaEventRecord(event, brief));
    brief.wait();
  }
  check(cudaStreamWaitEvent(second_, event));
  check(cudaEventSynchronize(event));
  add(floats_, 1.0f, second_);
  EXPECT_EQ(values_of(floats_, second_)[0], 1.0f);
}

TEST(Event, HasNoOtherFlags) {
  cudaEvent_t event = nullptr;
  EXPECT_EQ(cudaEventCreateWithFlags(&event, 64), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

TEST(EventDeathTest, WasNeverRecorded) {
  const Stream stream;
  const Event event(cudaEventDefault);
  float milliseconds = 0.0f;
  EXPECT_DEATH(cudaStreamWaitEvent(stream, event),
               complaint("cudaStreamWaitEvent: event # was never recorded"));
  EXPECT_DEATH(cudaEventSynchronize(event), complaint("cudaEventSynchronize: event # was never recorded"));
  EXPECT_DEATH(cudaEventElapsedTime(&milliseconds, event, event),
               complaint("cudaEventElapsedTime: event # was never recorded"));
}

TEST(EventDeathTest, MeasuresNoTime) {
  const Stream stream;
  const Event start(cudaEventDefault), end;
  float milliseconds = 0.0f;
  check(cudaEventRecord(start, stream));
  check(cudaEventRecord(end, stream));
  stream.wait();
  EXPECT_DEATH(cudaEventElapsedTime(&milliseconds, start, end),
               complaint("cudaEventElapsedTime: event # was created without timing"));
}

TEST(EventDeathTest, IsMeasuredBeforeItIsReached) {
  const Stream stream;
  const Event start(cudaEventDefault), end(cudaEventDefault);
  float milliseconds = 0.0f;
  check(cudaEventRecord(start, stream));
  check(cudaEventSynchronize(start));
  check(cudaEventRecord(end, stream));
  EXPECT_DEATH(cudaEventElapsedTime(&milliseconds, start, end),
               complaint("cudaEventElapsedTime: event # has not been reached; synchronise first"));
  stream.wait();
}

TEST(EventDeathTest, IsUsedAfterItsEnd) {
  const Stream stream;
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDefault));
  check(cudaEventDestroy(event));
  float milliseconds = 0.0f;
  const std::string fault = "event # has been destroyed";
  EXPECT_DEATH(cudaEventDestroy(event), complaint("cudaEventDestroy: " + fault));
  EXPECT_DEATH(cudaEventRecord(event, stream), complaint("cudaEventRecord: " + fault));
  EXPECT_DEATH(cudaStreamWaitEvent(stream, event), complaint("cudaStreamWaitEvent: " + fault));
  EXPECT_DEATH(cudaEventSynchronize(event), complaint("cudaEventSynchronize: " + fault));
  EXPECT_DEATH(cudaEventElapsedTime(&milliseconds, event, event),
               complaint("cudaEventElapsedTime: " + fault));
}

TEST(EventDeathTest, IsNone) {
  int other = 0;
  EXPECT_DEATH(cudaEventDestroy(reinterpret_cast<cudaEvent_t>(&other)),
               complaint("cudaEventDestroy: * is no event"));
  EXPECT_DEATH(cudaEventSynchronize(nullptr), complaint("cudaEventSynchronize: 0 is no event"));
}

}  // namespace
