#include "queue/stream.hpp"

#include <utility>

#include "complaint/complaint.hpp"
#include "queue/capture.hpp"
#include "queue/object_list.hpp"

namespace emulation {
namespace {

ObjectList<CUstream_st>& stream_list() {
  static ObjectList<CUstream_st>& list = *new ObjectList<CUstream_st>("stream");
  return list;
}

ObjectList<CUevent_st>& event_list() {
  static ObjectList<CUevent_st>& list = *new ObjectList<CUevent_st>("event");
  return list;
}

}  // namespace

const std::vector<std::unique_ptr<CUstream_st>>& streams() {
  return stream_list().items();
}
const std::vector<std::unique_ptr<CUevent_st>>& events() {
  return event_list().items();
}
CUstream_st* new_stream() {
  return stream_list().add();
}
CUevent_st* new_event() {
  return event_list().add();
}

CUstream_st& require(CUstream_st* stream) {
  if (stream == nullptr)
    complain(
        "the default stream waits for other streams as it sees fit; it is not emulated, create a stream");
  return stream_list().require(stream);
}

CUevent_st& require(CUevent_st* event) {
  return event_list().require(event);
}

bool Position::is_reached() const {
  return stream->done >= entries;
}

void enqueue(CUstream_st& stream, Operation operation) {
  auto shared = std::make_shared<const Operation>(std::move(operation));
  if (stream.capture != nullptr) {
    add_node(stream, std::move(shared));
    return;
  }
  if (shared->submit)
    shared->submit();
  stream.pending.push_back({std::move(shared), {}});
}

}  // namespace emulation
