#pragma once

#include <memory>
#include <vector>

#include "queue/capture.hpp"

struct CUgraph_st {
  unsigned int number = 0;
  bool is_destroyed = false;
  std::vector<emulation::GraphNode> nodes;
};

struct CUgraphExec_st {
  unsigned int number = 0;
  bool is_destroyed = false;
  std::vector<emulation::GraphNode> nodes;
  emulation::Position last_launch;  ///< A launch waits for it, on whichever stream it was.
};

namespace emulation {

const std::vector<std::unique_ptr<CUgraph_st>>& graphs();
const std::vector<std::unique_ptr<CUgraphExec_st>>& graph_executables();

}  // namespace emulation
