#include "ptx/operations/shuffle.hpp"

#include <array>

#include "ptx/warp.hpp"

namespace emulation::ptx {
namespace {

/// Which lane is read, and whether it lies within the segment. Names as in the PTX manual's description of
/// shfl.sync: bits 8 to 12 of the clamp are the segment's mask, bits 0 to 4 the last lane.
struct Choice {
  std::uint32_t lane;
  bool is_inside;
};

struct Segment {
  std::uint32_t first, last;
  std::uint32_t mask;
};

Segment segment_of(std::uint32_t lane, std::uint32_t clamp) {
  const std::uint32_t mask = clamp >> 8 & 31;
  return {lane & mask, (lane & mask) | (clamp & 31 & ~mask), mask};
}

struct Up {
  static Choice of(std::uint32_t lane, std::uint32_t distance, const Segment& segment) {
    // Its clamp is the first lane.
    const std::int64_t source = std::int64_t{lane} - distance;
    return {static_cast<std::uint32_t>(source), source >= std::int64_t{segment.last}};
  }
};
struct Down {
  static Choice of(std::uint32_t lane, std::uint32_t distance, const Segment& segment) {
    return {lane + distance, lane + distance <= segment.last};
  }
};
struct Butterfly {
  static Choice of(std::uint32_t lane, std::uint32_t distance, const Segment& segment) {
    return {lane ^ distance, (lane ^ distance) <= segment.last};
  }
};
struct Index {
  static Choice of(std::uint32_t, std::uint32_t index, const Segment& segment) {
    const std::uint32_t source = segment.first | (index & ~segment.mask);
    return {source, source <= segment.last};
  }
};

/// Those within the segment take what their source has; the others keep what they have, and are told so by a
/// predicate.
template <class Mode>
void shuffle(Warp& warp, const Instruction& instruction, LaneMask active) {
  const auto* values = warp.values<std::uint32_t>(instruction.sources[0]);
  const auto* distances = warp.values<std::uint32_t>(instruction.sources[1]);
  const auto* clamps = warp.values<std::uint32_t>(instruction.sources[2]);
  std::array<std::uint32_t, lanes> received{};
  LaneMask inside = 0;
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    if (!holds(active, lane))
      continue;
    const Choice choice = Mode::of(lane, distances[lane] & 31, segment_of(lane, clamps[lane]));
    const std::uint32_t source = choice.is_inside ? choice.lane : lane;
    if (!holds(active, source))
      throw LaneFault{lane,
                      "the exchange reads lane " + std::to_string(source) + ", which takes no part in it"};
    received[lane] = values[source];
    inside |= LaneMask{choice.is_inside} << lane;
  }
  auto* result = warp.values<std::uint32_t>(instruction.result);
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(active, lane))
      result[lane] = received[lane];
  if (instruction.second_result) {
    LaneMask& flags = warp.predicate(*instruction.second_result);
    flags = (flags & ~active) | (inside & active);
  }
}

}  // namespace

Execute shuffle_of(std::string_view mode) {
  if (mode == "up")
    return shuffle<Up>;
  if (mode == "down")
    return shuffle<Down>;
  if (mode == "bfly")
    return shuffle<Butterfly>;
  return mode == "idx" ? shuffle<Index> : nullptr;
}

}  // namespace emulation::ptx
