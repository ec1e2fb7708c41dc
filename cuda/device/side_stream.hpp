#pragma once

#include "device/stream.hpp"

namespace glissade::cuda {

/// A second queue, for work that what follows on the first need not wait for. A capture of the first takes it
/// in as a branch of the graph.
class SideStream {
 public:
  const Stream& stream() const { return stream_; }

  /// Makes what is queued here from now on wait for all that is queued on `main` so far.
  void fork_from(const Stream& main) {
    forked_.record(main);
    forked_.hold(stream_);
  }
  /// Makes what is queued on `main` from now on wait for all that is queued here so far.
  void join(const Stream& main) {
    joined_.record(stream_);
    joined_.hold(main);
  }

 private:
  Stream stream_;
  Event forked_, joined_;
};

}  // namespace glissade::cuda
