#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace glissade {

/// How the predictions of one target differ from it: counts in a fixed number of places, however many rows.
struct TargetResiduals {
  static constexpr std::size_t bins = 41;   ///< odd, so that there is one for "right"
  static constexpr std::size_t cells = 32;  ///< of each side of the field

  std::string target;
  std::uint64_t rows = 0;        ///< counted below
  std::uint64_t not_finite = 0;  ///< rows left out
  double mean = 0.0;             ///< of prediction − target
  double deviation = 0.0;        ///< its root mean square

  /// prediction − target from −`reach` to `reach`; what is beyond is in the bins at the ends.
  double reach = 0.0;
  std::array<std::uint64_t, bins> histogram{};
  std::uint64_t beyond_reach = 0;

  /// [predicted][true], both from `lowest` to `highest`: the range of the targets and a little more.
  /// Predictions beyond it are in the cells at the edge.
  double lowest = 0.0;
  double highest = 0.0;
  std::array<std::array<std::uint64_t, cells>, cells> field{};
  std::uint64_t beyond_field = 0;
};

/// Of target `output`. `predictions` and `targets`: [rows × outputs], row-major, in own units.
TargetResiduals target_residuals(std::string name, std::span<const double> predictions,
                                 std::span<const double> targets, std::size_t output, std::size_t outputs);

}  // namespace glissade
