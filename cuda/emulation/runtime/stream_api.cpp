#include <chrono>

#include "complaint/complaint.hpp"
#include "queue/capture.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"

using namespace emulation;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int flags) {
  const ApiCall call("cudaStreamCreateWithFlags", DuringCapture::forbidden);
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  if (flags != cudaStreamNonBlocking)
    complain(
        "a stream that waits for the default stream is not emulated; create it with cudaStreamNonBlocking");
  *stream = new_stream();
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const ApiCall call("cudaStreamDestroy", DuringCapture::forbidden);
  CUstream_st& destroyed = require(stream);
  if (!destroyed.pending.empty())
    complain(text("stream ", destroyed.number, " still has ", destroyed.pending.size(),
                  " operations queued; synchronise first"));
  destroyed.is_destroyed = true;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  const ApiCall call("cudaStreamSynchronize", DuringCapture::forbidden);
  CUstream_st& awaited = require(stream);
  ++counting().synchronizations;
  run_until(awaited.end());
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags) {
  const ApiCall call("cudaEventCreateWithFlags");
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  if (flags != cudaEventDefault && flags != cudaEventDisableTiming)
    return report(cudaErrorInvalidValue);
  ++counting().events;
  *event = new_event();
  (*event)->measures_time = flags == cudaEventDefault;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  const ApiCall call("cudaEventDestroy");
  require(event).is_destroyed = true;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const ApiCall call("cudaEventRecord");
  CUevent_st& recorded = require(event);
  CUstream_st& queue = require(stream);
  if (queue.capture != nullptr) {
    record_in_capture(queue, recorded);
    return cudaSuccess;
  }
  enqueue(queue, {"cudaEventRecord", false, {}, [&recorded] {
                    const auto now = std::chrono::steady_clock::now().time_since_epoch();
                    ++counting().event_records;
                    recorded.seconds = std::chrono::duration<double>(now).count();
                  }});
  recorded.is_recorded = true;
  recorded.capture_number = 0;
  recorded.position = queue.end();
  return cudaSuccess;
}

namespace {

void require_recorded(const CUevent_st& event) {
  if (!event.is_recorded)
    complain(text("event ", event.number, " was never recorded"));
}

/// In a capture an event orders nodes of the graph, and is reached never.
void require_outside_capture(const CUevent_st& event) {
  require_recorded(event);
  if (event.capture_number != 0)
    complain(text("event ", event.number, " was recorded in a capture; the host cannot wait for it"));
}

}  // namespace

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const ApiCall call("cudaEventSynchronize", DuringCapture::forbidden);
  const CUevent_st& awaited = require(event);
  require_outside_capture(awaited);
  ++counting().synchronizations;
  run_until(awaited.position);
  return cudaSuccess;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned int) {
  const ApiCall call("cudaStreamWaitEvent");
  CUstream_st& queue = require(stream);
  const CUevent_st& awaited = require(event);
  require_recorded(awaited);
  if (queue.capture != nullptr || awaited.capture_number != 0)
    wait_in_capture(queue, awaited);
  else
    queue.pending.push_back({nullptr, awaited.position});
  return cudaSuccess;
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  const ApiCall call("cudaEventElapsedTime", DuringCapture::forbidden);
  for (const CUevent_st* event : {&require(start), &require(end)}) {
    require_outside_capture(*event);
    if (!event->measures_time)
      complain(text("event ", event->number, " was created without timing"));
    if (!event->position.is_reached())
      complain(text("event ", event->number, " has not been reached; synchronise first"));
  }
  *milliseconds = static_cast<float>((end->seconds - start->seconds) * 1e3);
  return cudaSuccess;
}
