#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulation/runtime_api.hpp"

namespace emulation {

/// Something that the device does when its turn comes.
struct Operation {
  std::string name;  ///< the kernel's, or that of the call
  bool is_kernel = false;
  /// Called when it is queued, each time; empty: nothing to do.
  std::function<void()> submit;
  std::function<void()> run;
};

struct Capture;

/// A place in a stream's queue: reached once that many of its entries are done.
struct Position {
  CUstream_st* stream = nullptr;
  std::uint64_t entries = 0;
  bool is_reached() const;
};

/// Either an operation or, where that is null, a wait for a position of another stream.
struct QueueEntry {
  std::shared_ptr<const Operation> operation;
  Position awaited;
};

}  // namespace emulation

/// Work in order. Nothing runs until the host waits for it. Never deleted, so that a use after its
/// destruction is seen.
struct CUstream_st {
  unsigned int number = 0;
  bool is_destroyed = false;
  std::deque<emulation::QueueEntry> pending;
  std::uint64_t done = 0;
  /// Set while the stream is captured.
  emulation::Capture* capture = nullptr;
  /// The nodes of the captured graph that the stream's next one follows.
  std::vector<std::size_t> capture_frontier;

  emulation::Position end() { return {this, done + pending.size()}; }
};

struct CUevent_st {
  unsigned int number = 0;
  bool is_destroyed = false;
  bool measures_time = false;
  bool is_recorded = false;
  emulation::Position position;
  double seconds = 0.0;              ///< when it was reached
  std::uint64_t capture_number = 0;  ///< of the capture that it was last recorded in; 0: in none
  std::vector<std::size_t> capture_frontier;
};

namespace emulation {

const std::vector<std::unique_ptr<CUstream_st>>& streams();
const std::vector<std::unique_ptr<CUevent_st>>& events();
CUstream_st* new_stream();
CUevent_st* new_event();

/// Complains unless it is one that exists still.
CUstream_st& require(CUstream_st* stream);
CUevent_st& require(CUevent_st* event);

/// Queues it, or adds it to the graph that the stream captures. The stream has been required.
void enqueue(CUstream_st& stream, Operation operation);

/// Executes queued work until the position is reached; what else runs is up to the order.
void run_until(const Position& position);

}  // namespace emulation
