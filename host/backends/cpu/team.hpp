#pragma once

#include <omp.h>

#include <cstdint>

namespace glissade::cpu {

/// One of the threads of a parallel region.
struct TeamMember {
  int thread;
  int threads;

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

inline int available_threads(int requested) {
  return requested > 0 ? requested : omp_get_max_threads();
}

/// Runs `body(member)` on every member of a team. Bodies must not throw.
template <class Body>
void run_team(int threads, const Body& body) {
#pragma omp parallel num_threads(threads)
  {
    // A team of one does not count as parallel, and dnnl_sgemm would open a team of its own inside it: the
    // order of its sums, and so the bits of the result, would then depend on the number of threads.
    omp_set_num_threads(1);
    body(TeamMember{omp_get_thread_num(), omp_get_num_threads()});
  }
}

/// All members of the innermost team wait for each other.
inline void team_barrier() {
#pragma omp barrier
}

}  // namespace glissade::cpu
