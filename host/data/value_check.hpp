#pragma once

#include <cstdint>
#include <optional>

#include "glissade/matrix.hpp"

namespace glissade {

/// What a look at some elements found.
struct ValueFindings {
  std::uint32_t checksum = 0;  ///< CRC-32 of their bytes
  std::uint64_t bytes = 0;
  std::uint64_t missing = 0;
  std::optional<std::uint64_t> first_bad;  ///< index of the element in the whole

  /// With those of the elements that follow.
  void append(const ValueFindings& next);
};

/// Looks at every element of a matrix once, tile by tile: for its bytes' checksum, for missing values, and
/// for the first that may not be there: an infinite one, and NaN unless that is allowed. The matrix outlives
/// it.
class ValueCheck {
 public:
  /// A tile stays in the cache between the look at its values and the checksum of its bytes.
  static constexpr std::uint64_t tile_bytes = std::uint64_t{1} << 18;

  ValueCheck(const MatrixView& values, bool allow_missing);

  /// Looks at the next `tiles`, or at those that are left.
  void advance(std::uint64_t tiles, int threads);
  void advance_to_end(int threads) { advance(tiles_, threads); }
  bool at_end() const { return tiles_done_ == tiles_; }

  const ValueFindings& findings() const { return findings_; }

 private:
  ValueFindings check_tile(std::uint64_t tile) const;

  MatrixView values_;
  bool allow_missing_;
  std::uint64_t tiles_;
  std::uint64_t tiles_done_ = 0;
  ValueFindings findings_;
};

}  // namespace glissade
