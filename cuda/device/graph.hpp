#pragma once

#include <cuda_runtime.h>

#include <memory>
#include <type_traits>
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
    Captured graph;
    try {
      enqueue();
    } catch (...) {
      // A stream that stays in capture could not be used again.
      end_capture(stream, graph);
      throw;
    }
    check(end_capture(stream, graph), "capturing a graph");
    check(cudaGraphInstantiate(&executable_, graph.get(), 0), "instantiating a graph");
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
  struct Destroy {
    void operator()(cudaGraph_t graph) const { cudaGraphDestroy(graph); }
  };
  using Captured = std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, Destroy>;

  static cudaError_t end_capture(const Stream& stream, Captured& captured) {
    cudaGraph_t graph = nullptr;
    const cudaError_t error = cudaStreamEndCapture(stream.get(), &graph);
    captured.reset(graph);
    return error;
  }

  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace glissade::cuda
