#include <cassert>
#include <utility>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "execution/ordering.hpp"
#include "memory/device_memory.hpp"
#include "queue/stream.hpp"
#include "runtime/counting.hpp"

namespace emulation {
namespace {

bool can_run(const CUstream_st& stream) {
  if (stream.pending.empty())
    return false;
  const QueueEntry& next = stream.pending.front();
  return next.operation != nullptr || next.awaited.is_reached();
}

/// The stream whose next entry has to run before the position can be reached.
CUstream_st* needed_for(const Position& position) {
  CUstream_st* stream = position.stream;
  // A wait can only be for what was queued before it, so this ends.
  while (!can_run(*stream))
    stream = stream->pending.front().awaited.stream;
  return stream;
}

CUstream_st* next_stream(const Position& position) {
  if (order().kind == Order::Kind::ascending)
    return needed_for(position);
  std::vector<CUstream_st*> candidates;
  for (const auto& stream : streams())
    if (can_run(*stream))
      candidates.push_back(stream.get());
  if (order().kind == Order::Kind::seeded)
    return candidates[draw(candidates.size())];
  for (auto candidate = candidates.rbegin(); candidate != candidates.rend(); ++candidate)
    if (*candidate != position.stream)
      return *candidate;
  return needed_for(position);
}

void run_next(CUstream_st& stream) {
  // It stays in the queue while it runs: a position after it is not reached yet.
  const QueueEntry entry = stream.pending.front();
  if (entry.operation != nullptr) {
    activity.operation = &entry.operation->name;
    if (entry.operation->is_kernel)
      ++counting().launches[entry.operation->name];
    entry.operation->run();
    device_memory().check_slack();
    activity.operation = nullptr;
  }
  stream.pending.pop_front();
  ++stream.done;
}

}  // namespace

void run_until(const Position& position) {
  if (position.is_reached())
    return;
  device_memory().open();
  while (!position.is_reached())
    run_next(*next_stream(position));
  device_memory().close();
}

}  // namespace emulation
