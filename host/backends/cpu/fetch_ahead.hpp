#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace glissade::cpu {

/// Memory that a thread needs next. Products wait for arithmetic, copies and updates for memory: what the
/// products of one phase fetch (gemm.hpp) is in the core's cache when the next phase begins.
class FetchAhead {
 public:
  static constexpr std::uint64_t line_bytes = 64;

  /// Neighbouring cache lines.
  struct Lines {
    const std::byte* first = nullptr;
    std::uint64_t count = 0;
  };

  /// Forgets what is left.
  void clear() {
    ranges_.clear();
    range_ = 0;
  }

  void add(const void* first, std::uint64_t bytes) {
    if (bytes > 0)
      ranges_.push_back({static_cast<const std::byte*>(first), (bytes + line_bytes - 1) / line_bytes});
  }

  /// The next lines, at most so many; none when all were handed out.
  Lines next(std::uint64_t most) {
    if (range_ == ranges_.size())
      return {};
    Lines& left = ranges_[range_];
    const Lines lines{left.first, std::min(left.count, most)};
    left.first += lines.count * line_bytes;
    left.count -= lines.count;
    range_ += left.count == 0 ? 1 : 0;
    return lines;
  }

 private:
  std::vector<Lines> ranges_;
  std::size_t range_ = 0;
};

}  // namespace glissade::cpu
