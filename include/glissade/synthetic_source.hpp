#pragma once

#include <cstdint>
#include <vector>

namespace glissade {

/// The data that a synthetic source describes. Features are drawn from N(0, 1).
struct SyntheticSource {
  enum class Kind : std::uint8_t { linear, classes };

  /// Together they keep every element count below 2^60.
  static constexpr std::uint64_t largest_rows = 1'000'000'000'000;
  static constexpr std::uint64_t largest_columns = 1'000'000;
  /// Most weights (targets × informative) and coordinates of class centres (classes × features); they are
  /// held in memory beside the data.
  static constexpr std::uint64_t largest_coefficients = 1'000'000'000;

  Kind kind = Kind::linear;
  std::uint64_t rows = 0;      ///< 1 to largest_rows
  std::uint64_t features = 0;  ///< 1 to largest_columns
  std::uint64_t seed = 0;

  /// linear: y = Σ wⱼ·xⱼ + bias + noise·N(0, 1) over the first `informative` features; the weights of the
  /// others are 0. `weights` has `informative` elements for the only target, or is empty: drawn from N(0, 1).
  /// No number given is beyond ±1e12, so no target is too large for fp32.
  std::uint64_t targets = 1;
  std::uint64_t informative = 0;
  std::vector<double> weights;
  double bias = 0.0;
  double noise = 0.0;

  /// classes: equally likely; x = centre of the class + N(0, 1). The centres are drawn from a normal
  /// distribution whose width makes `separation` the root mean square distance of two of them. `label_noise`
  /// is the chance that a row is labelled as one of the other classes.
  std::uint64_t classes = 2;
  double separation = 2.0;
  double label_noise = 0.0;

  std::uint64_t target_columns() const { return kind == Kind::linear ? targets : 1; }
};

/// A source with the coefficients that its rows are made from: enough to generate any row anywhere.
struct SyntheticData {
  SyntheticSource source;
  std::vector<double> weights;  ///< linear: [targets × informative]
  std::vector<float> centers;   ///< classes: [classes × features]
};

}  // namespace glissade
