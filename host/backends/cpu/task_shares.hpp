#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace glissade::cpu {

/// Numbered tasks, a run of neighbours for each thread. A thread takes its own from the front, whose memory
/// is in its core's cache; then the others' from the back, so that none waits while there is work.
class TaskShares {
 public:
  explicit TaskShares(int threads) : shares_(static_cast<std::size_t>(threads)) {}

  /// To be called by the thread itself, while no thread takes tasks.
  void assign(int thread, std::uint64_t first, std::uint64_t end) {
    shares_[static_cast<std::size_t>(thread)].tasks.store(packed(first, end), std::memory_order_relaxed);
  }

  /// The next task of the thread's own, then of the others' if it may.
  std::optional<std::uint64_t> take(int thread, bool from_others) {
    const std::size_t own = static_cast<std::size_t>(thread);
    if (const auto task = take_from(shares_[own], true))
      return task;
    for (std::size_t other = 1; from_others && other < shares_.size(); ++other) {
      if (const auto task = take_from(shares_[(own + other) % shares_.size()], false))
        return task;
    }
    return std::nullopt;
  }

 private:
  struct alignas(64) Share {
    std::atomic<std::uint64_t> tasks = 0;
  };

  static constexpr std::uint64_t packed(std::uint64_t first, std::uint64_t end) { return end << 32 | first; }

  /// Tasks are independent of each other, and barriers stand before and behind them: only the number counts.
  static std::optional<std::uint64_t> take_from(Share& share, bool front) {
    std::uint64_t tasks = share.tasks.load(std::memory_order_relaxed);
    while (true) {
      const std::uint64_t first = tasks & 0xffffffff, end = tasks >> 32;
      if (first >= end)
        return std::nullopt;
      const std::uint64_t left = front ? packed(first + 1, end) : packed(first, end - 1);
      if (share.tasks.compare_exchange_weak(tasks, left, std::memory_order_relaxed))
        return front ? first : end - 1;
    }
  }

  std::vector<Share> shares_;
};

}  // namespace glissade::cpu
