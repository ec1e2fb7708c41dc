#pragma once

#include <cstddef>

namespace glissade {

/// How the system's calls end in this program, for what disks and signals do rarely; 0: as they do.
struct SystemCalls {
  int fsync_error = 0;              ///< errno of each fsync()
  int close_error = 0;              ///< errno of each close(), which closes all the same
  int write_error = 0;              ///< errno of the next write() alone
  std::size_t bytes_at_a_time = 0;  ///< that a write() takes
};

/// Changes them while one lives.
class ChangedCalls {
 public:
  explicit ChangedCalls(const SystemCalls& calls);
  ChangedCalls(const ChangedCalls&) = delete;
  ChangedCalls& operator=(const ChangedCalls&) = delete;
  ~ChangedCalls();
};

}  // namespace glissade
