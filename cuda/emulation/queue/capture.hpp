#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "queue/stream.hpp"

namespace emulation {

struct GraphNode {
  std::shared_ptr<const Operation> operation;
  std::vector<std::size_t> follows;  ///< indices of earlier nodes
};

/// A capture in progress: the graph so far and the stream that it began on.
struct Capture {
  CUstream_st* origin = nullptr;
  std::uint64_t number = 0;
  std::vector<GraphNode> nodes;
};

/// Whether any stream is being captured.
bool is_capturing();

void begin_capture(CUstream_st& stream);
/// The graph. Complains where another stream that the capture reached was not joined again.
std::vector<GraphNode> end_capture(CUstream_st& stream);

void add_node(CUstream_st& stream, std::shared_ptr<const Operation> operation);

/// What recording and awaiting an event means where a stream is captured.
void record_in_capture(CUstream_st& stream, CUevent_st& event);
void wait_in_capture(CUstream_st& stream, const CUevent_st& event);

/// Nodes of the longest way through the graph.
std::uint64_t longest_chain(const std::vector<GraphNode>& nodes);

/// All nodes, each after those that it follows, otherwise in the order that the setting asks for.
std::vector<std::size_t> execution_order(const std::vector<GraphNode>& nodes);

}  // namespace emulation
