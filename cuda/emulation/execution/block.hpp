#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "emulation/builtins.hpp"
#include "execution/fiber.hpp"

namespace emulation {

/// Runs the threads of one block at a time. A thread that never waits is followed by the next one on the same
/// stack; one that waits keeps its stack until it goes on.
class Block {
 public:
  /// Runs all threads of the block to their end. `blockDim` and `blockIdx` are set.
  void run(const std::function<void()>& run_thread);

  // Called by the running thread.
  void wait_at_barrier(const CallSite& site);
  struct Received {
    std::uint64_t value;
    unsigned int ballot;  ///< the lanes of the mask whose value is not 0
  };
  Received exchange_in_warp(const Exchange& exchange, const CallSite& site);
  int current_lane() const { return static_cast<int>(current_ % warpSize); }

 private:
  enum class Phase : std::uint8_t { fresh, ready, at_barrier, in_warp, exited };
  struct Thread {
    Phase phase = Phase::fresh;
    Fiber* fiber = nullptr;
    CallSite site{};
    Exchange exchange;
    Received received{};
  };

  static void run_threads_on_this_fiber();
  void enter(std::uint32_t thread);
  void resume(Fiber& fiber);
  void wait(Phase phase, const CallSite& site);
  void number_threads();
  bool run_fresh_threads();
  bool run_ready_threads();
  bool settle_warps();
  bool settle_lanes(std::uint32_t first, std::uint32_t lane);
  void give_lanes(std::uint32_t first, unsigned int mask);
  bool settle_barrier();
  [[noreturn]] void complain_for(std::uint32_t thread, const std::string& fault);
  std::string whereabouts(std::uint32_t thread) const;

  const std::function<void()>* run_thread_ = nullptr;
  dim3 numbered_{0, 0, 0};
  std::vector<uint3> indices_;        ///< threadIdx of each thread
  std::vector<std::uint32_t> order_;  ///< of the threads
  std::vector<Thread> threads_;
  std::size_t started_ = 0;
  std::uint32_t waiting_in_warps_ = 0;
  std::uint32_t current_ = 0;
  Fiber* current_fiber_ = nullptr;
  std::deque<Fiber> fibers_;
  std::vector<Fiber*> idle_fibers_;
};

Block& block();

}  // namespace emulation
