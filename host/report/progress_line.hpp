#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "glissade/training.hpp"

namespace glissade {

/// One line on a terminal that is rewritten in place, at most ten times a second. It is padded and erased
/// with spaces, without escape sequences, so that any terminal shows it.
class ProgressLine {
 public:
  /// `descriptor` is a terminal.
  explicit ProgressLine(int descriptor) : descriptor_(descriptor) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);

  /// Leaves an empty line with the cursor at its start, for other output.
  void clear() noexcept;

 private:
  int descriptor_;
  std::size_t shown_width_ = 0;
  std::optional<std::chrono::steady_clock::time_point> shown_at_;
};

/// What a progress line says: "epoch 3/10  24 %  loss 0.4213  accuracy 84.20 %  812,000 rows/s  12.3 s left".
std::string progress_text(const Progress& progress);

}  // namespace glissade
