#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "data/table_check.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// check_table() on a thread of its own, beside whatever else is done with the data.
class BackgroundCheck {
 public:
  /// Checks the targets at once, and leaves the features for start() and finish(). They must be mapped from
  /// the .npy file `options.data`. Throws as check_table() does.
  BackgroundCheck(const Table& table, const SourceOptions& options);

  /// To be called once at most.
  void start();

  /// Whether there are values that it has not looked at yet.
  bool is_under_way() const noexcept { return state_ == State::under_way; }
  /// Whether finish() will throw.
  bool has_failed() const noexcept { return state_ == State::failed; }

  /// Looks at what is left with all threads. Returns the table's checksum; nothing where `stop_requested`
  /// came first. Throws as check_table() does. To be called once.
  std::optional<std::string> finish(const std::function<bool()>& stop_requested);

 private:
  enum class State : unsigned char { under_way, passed, failed };

  void run(const std::stop_token& stop);
  void advance(std::uint64_t tiles, int threads);

  MatrixView table_values_;  // not read: the table may have gone
  Matrix values_;
  SourceOptions options_;
  ValueFindings targets_;
  ValueCheck features_;  // the thread's, until that was joined
  std::atomic<State> state_ = State::under_way;
  std::jthread thread_;  // last, so that it ends before what it works with does
};

/// A table, and what remains of its check, if anything.
struct SourceUnderCheck {
  Table table;
  std::unique_ptr<BackgroundCheck> check;
};

/// read_source(), but that a large mapped file of float32 is still to be read: its table has no checksum, and
/// may hold any value. Smaller files, and what has to be converted and so is read in any case, are checked.
SourceUnderCheck read_source_to_check_beside(const SourceOptions& options);

}  // namespace glissade
