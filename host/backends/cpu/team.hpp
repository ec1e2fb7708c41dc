#pragma once

#include <omp.h>
#include <sched.h>

#include <atomic>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace glissade::cpu {

/// The place where the members of a team wait for each other. They spin for some microseconds, the length of
/// a phase of a small step. On a machine that has other work, a spinning thread would keep the one it waits
/// for from its core: so they offer the core for some tens of microseconds more, and sleep after that.
class Barrier {
 public:
  void wait(int members) {
    const std::uint32_t generation = generation_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members) {
      arrived_.store(0, std::memory_order_relaxed);
      generation_.store(generation + 1, std::memory_order_release);
      generation_.notify_all();
      return;
    }
    const auto is_over = [&] { return generation_.load(std::memory_order_acquire) != generation; };
    for (int spin = 0; spin < spins; ++spin) {
      if (is_over())
        return;
      pause();
    }
    for (int turn = 0; turn < yields; ++turn) {
      if (is_over())
        return;
      ::sched_yield();
    }
    generation_.wait(generation, std::memory_order_acquire);
  }

 private:
  static constexpr int spins = 100;
  static constexpr int yields = 200;

  static void pause() {
#if defined(__x86_64__)
    _mm_pause();
#endif
  }

  alignas(64) std::atomic<int> arrived_ = 0;
  alignas(64) std::atomic<std::uint32_t> generation_ = 0;
};

/// One of the threads of a parallel region.
struct TeamMember {
  int thread;
  int threads;
  Barrier* team_barrier;

  void wait_for_team() const { team_barrier->wait(threads); }

  /// This member's share of `count` equal parts, as a half-open range of neighbours.
  std::uint64_t first_of(std::uint64_t count) const {
    return count * static_cast<std::uint64_t>(thread) / size();
  }
  std::uint64_t end_of(std::uint64_t count) const {
    return count * static_cast<std::uint64_t>(thread + 1) / size();
  }

 private:
  std::uint64_t size() const { return static_cast<std::uint64_t>(threads); }
};

/// Runs `body(member)` on every member of a team. Bodies must not throw.
template <class Body>
void run_team(int threads, const Body& body) {
  Barrier barrier;
#pragma omp parallel num_threads(threads)
  { body(TeamMember{omp_get_thread_num(), omp_get_num_threads(), &barrier}); }
}

}  // namespace glissade::cpu
