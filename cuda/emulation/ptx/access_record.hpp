#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace emulation::ptx {

/// When something happens. The intervals between a block's barriers are numbered through all blocks and
/// launches, so that what a record holds of earlier ones needs no clearing.
struct Moment {
  std::uint64_t first_of_launch = 1;  ///< for shared memory: of the block, as it is nobody else's
  std::uint64_t first_of_block = 1;
  std::uint64_t interval = 1;
};

/// The thread that accessed memory.
struct Accessor {
  std::uint64_t interval = 0;
  std::uint32_t thread = 0;       ///< its number in the block
  std::uint32_t instruction = 0;  ///< its number in the kernel
};

/// Two accesses, one of them a write, that no barrier orders.
struct Race {
  Accessor other;
  bool other_is_write;
};

/// The last writer and readers of each piece of a memory. An access of one thread races with a write of
/// another one in the same interval, or of another block of the same launch, and a write races with such
/// reads, too. Writes of the same value, such as of a flag that any thread may raise, race with reads only.
class AccessRecord {
 public:
  static constexpr std::uint32_t most_instructions = 1u << 16;

  explicit AccessRecord(std::size_t bytes);

  std::optional<Race> read(std::size_t first, std::size_t bytes, const Moment& now, const Accessor& reader);
  /// `changes`: whether the value is another one than the memory holds.
  std::optional<Race> write(std::size_t first, std::size_t bytes, const Moment& now, const Accessor& writer,
                            bool changes);

  /// The last write to the byte, if it was in the launch.
  std::optional<Accessor> last_write(std::size_t at, const Moment& now) const;

 private:
  /// 36 bits of the interval, 10 of the thread, 16 of the instruction and, lowest, 2 of flags; 0: nobody.
  using Packed = std::uint64_t;
  struct Cell {
    Packed write = 0;
    Packed read = 0;
  };
  static constexpr Packed several_threads = 1;  ///< more of the block have read in this interval
  static constexpr Packed several_blocks = 2;   ///< other blocks have read in this launch

  static Packed packed(const Accessor& accessor);
  static Accessor unpacked(Packed packed);
  static std::uint64_t interval_of(Packed packed) { return packed >> 28; }
  static std::uint32_t thread_of(Packed packed) { return packed >> 18 & 1023; }
  static bool is_concurrent(Packed other, const Moment& now, std::uint32_t thread);
  static void add_reader(Cell& cell, Packed me, const Moment& now);
  void refine(std::size_t first, std::size_t bytes);

  std::size_t bytes_;
  std::uint32_t cell_shift_ = 2;  ///< a cell is of 4 bytes, or as narrow as the narrowest access so far
  std::vector<Cell> cells_;
};

}  // namespace emulation::ptx
