#include <algorithm>

#include "complaint/complaint.hpp"
#include "queue/capture.hpp"
#include "queue/object_list.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"
#include "runtime/graph.hpp"

namespace emulation {
namespace {

ObjectList<CUgraph_st>& graph_list() {
  static ObjectList<CUgraph_st>& list = *new ObjectList<CUgraph_st>("graph");
  return list;
}

ObjectList<CUgraphExec_st>& executable_list() {
  static ObjectList<CUgraphExec_st>& list = *new ObjectList<CUgraphExec_st>("executable graph");
  return list;
}

}  // namespace

const std::vector<std::unique_ptr<CUgraph_st>>& graphs() {
  return graph_list().items();
}
const std::vector<std::unique_ptr<CUgraphExec_st>>& graph_executables() {
  return executable_list().items();
}

}  // namespace emulation

using namespace emulation;

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  const ApiCall call("cudaStreamBeginCapture");
  begin_capture(require(stream));
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  const ApiCall call("cudaStreamEndCapture");
  std::vector<GraphNode> nodes = end_capture(require(stream));
  *graph = graph_list().add();
  (*graph)->nodes = std::move(nodes);
  ++counting().captures;
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  const ApiCall call("cudaGraphInstantiate", DuringCapture::forbidden);
  const CUgraph_st& source = graph_list().require(graph);
  *executable = executable_list().add();
  (*executable)->nodes = source.nodes;
  ++counting().instantiations;
  counting().longest_chain = std::max(counting().longest_chain, longest_chain(source.nodes));
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  const ApiCall call("cudaGraphLaunch", DuringCapture::forbidden);
  CUgraphExec_st& graph = executable_list().require(executable);
  CUstream_st& queue = require(stream);
  if (graph.last_launch.stream != nullptr && graph.last_launch.stream != &queue)
    queue.pending.push_back({nullptr, graph.last_launch});
  for (const std::size_t node : execution_order(graph.nodes)) {
    const auto& operation = graph.nodes[node].operation;
    if (operation->submit)
      operation->submit();
    queue.pending.push_back({operation, {}});
  }
  graph.last_launch = queue.end();
  ++counting().replays;
  return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  const ApiCall call("cudaGraphDestroy");
  CUgraph_st& destroyed = graph_list().require(graph);
  destroyed.is_destroyed = true;
  destroyed.nodes.clear();
  return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  const ApiCall call("cudaGraphExecDestroy");
  CUgraphExec_st& destroyed = executable_list().require(executable);
  destroyed.is_destroyed = true;
  // What is queued of it holds its own operations.
  destroyed.nodes.clear();
  return cudaSuccess;
}
