#include "queue/capture.hpp"

#include <algorithm>
#include <utility>

#include "complaint/complaint.hpp"
#include "execution/ordering.hpp"

namespace emulation {
namespace {

std::unique_ptr<Capture> capture;

/// Marks the node and all that it follows, directly or not.
void mark_ancestors(const std::vector<GraphNode>& nodes, std::size_t node, std::vector<bool>& marked) {
  std::vector<std::size_t> open{node};
  while (!open.empty()) {
    const std::size_t current = open.back();
    open.pop_back();
    if (marked[current])
      continue;
    marked[current] = true;
    open.insert(open.end(), nodes[current].follows.begin(), nodes[current].follows.end());
  }
}

void add_missing(std::vector<std::size_t>& frontier, const std::vector<std::size_t>& others) {
  for (const std::size_t node : others)
    if (std::find(frontier.begin(), frontier.end(), node) == frontier.end())
      frontier.push_back(node);
}

}  // namespace

bool is_capturing() {
  return capture != nullptr;
}

void begin_capture(CUstream_st& stream) {
  if (capture != nullptr)
    complain(text("stream ", capture->origin->number, " is being captured already"));
  static std::uint64_t captures = 0;
  capture = std::make_unique<Capture>(Capture{&stream, ++captures, {}});
  stream.capture = capture.get();
}

std::vector<GraphNode> end_capture(CUstream_st& stream) {
  if (capture == nullptr || capture->origin != &stream)
    complain(text("no capture began on stream ", stream.number));
  std::vector<bool> joined(capture->nodes.size(), false);
  for (const std::size_t node : stream.capture_frontier)
    mark_ancestors(capture->nodes, node, joined);
  for (const auto& other : streams()) {
    if (other->capture == nullptr)
      continue;
    for (const std::size_t node : other->capture_frontier)
      if (!joined[node])
        complain(text("stream ", other->number, " joined the capture, and the origin does not wait for its ",
                      capture->nodes[node].operation->name));
    other->capture = nullptr;
    other->capture_frontier.clear();
  }
  std::vector<GraphNode> nodes = std::move(capture->nodes);
  capture.reset();
  return nodes;
}

void add_node(CUstream_st& stream, std::shared_ptr<const Operation> operation) {
  Capture& own = *stream.capture;
  own.nodes.push_back({std::move(operation), std::move(stream.capture_frontier)});
  stream.capture_frontier = {own.nodes.size() - 1};
}

void record_in_capture(CUstream_st& stream, CUevent_st& event) {
  event.is_recorded = true;
  event.capture_number = stream.capture->number;
  event.capture_frontier = stream.capture_frontier;
}

void wait_in_capture(CUstream_st& stream, const CUevent_st& event) {
  if (capture == nullptr || event.capture_number != capture->number)
    complain(text("stream ", stream.number, " waits for event ", event.number,
                  stream.capture == nullptr
                      ? ", which was recorded in a capture that has ended"
                      : ", which was not recorded in the capture that the stream is in"));
  stream.capture = capture.get();
  add_missing(stream.capture_frontier, event.capture_frontier);
}

std::uint64_t longest_chain(const std::vector<GraphNode>& nodes) {
  std::vector<std::uint64_t> lengths;
  for (const GraphNode& node : nodes) {
    std::uint64_t before = 0;
    for (const std::size_t followed : node.follows)
      before = std::max(before, lengths[followed]);
    lengths.push_back(before + 1);
  }
  return lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
}

std::vector<std::size_t> execution_order(const std::vector<GraphNode>& nodes) {
  std::vector<std::uint32_t> preference;
  arrange(preference, nodes.size());
  std::vector<std::size_t> order;
  std::vector<bool> is_placed(nodes.size(), false);
  const auto is_ready = [&](std::size_t node) {
    return !is_placed[node] && std::all_of(nodes[node].follows.begin(), nodes[node].follows.end(),
                                           [&](std::size_t before) { return is_placed[before]; });
  };
  while (order.size() < nodes.size()) {
    const std::size_t next = *std::find_if(preference.begin(), preference.end(), is_ready);
    is_placed[next] = true;
    order.push_back(next);
  }
  return order;
}

}  // namespace emulation
