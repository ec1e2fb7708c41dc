#pragma once

#include <cuda_runtime.h>

#include <utility>

#include "device/stream.hpp"

namespace glissade::cuda {

/// Work that was captured once and is launched as a whole, again and again. Everything that it uses must
/// outlive it and stay where it is.
class Graph {
 public:
  Graph() = default;
  /// `enqueue` queues the work on the stream; it may not allocate, wait or use a kernel for the first time.
  template <class Enqueue>
  Graph(const Stream& stream, const Enqueue& enqueue) {
    check(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal), "capturing a graph");
    cudaGraph_t graph = nullptr;
    try {
      enqueue();
    } catch (...) {
      // A stream that stays in capture could not be used again.
      cudaStreamEndCapture(stream.get(), &graph);
      if (graph != nullptr)
        cudaGraphDestroy(graph);
      throw;
    }
    check(cudaStreamEndCapture(stream.get(), &graph), "capturing a graph");
    const cudaError_t error = cudaGraphInstantiate(&executable_, graph, 0);
    cudaGraphDestroy(graph);
    check(error, "instantiating a graph");
  }
  Graph(Graph&& other) noexcept : executable_(std::exchange(other.executable_, nullptr)) {}
  Graph& operator=(Graph&& other) noexcept {
    std::swap(executable_, other.executable_);
    return *this;
  }
  ~Graph() {
    if (executable_ != nullptr)
      cudaGraphExecDestroy(executable_);
  }

  bool is_empty() const { return executable_ == nullptr; }
  void launch(const Stream& stream) const {
    check(cudaGraphLaunch(executable_, stream.get()), "launching a graph");
  }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace glissade::cuda
