#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "glissade/matrix.hpp"
#include "glissade/synthetic_source.hpp"

namespace glissade {

/// Training-ready data that somebody else owns: preprocessed features and targets.
struct DatasetView {
  /// [rows × features], float32, or uint8 with `scale` and `shift`.
  MatrixView features;
  /// uint8 features only, one per column: the value of a feature is `float(byte) * scale + shift`, each
  /// operation rounded to fp32 (see numeric/conversion.hpp). Empty for float32.
  std::span<const float> scale;
  std::span<const float> shift;
  /// Regression: [rows × outputs], row-major. Empty for classification and where targets are not known.
  std::span<const float> targets;
  /// Classification: class index of each row. Empty for regression and where targets are not known.
  std::span<const std::int32_t> classes;
  /// Training data that the device generates itself, all rows of it: then `features` has no elements, and
  /// `targets` are empty. Null: the data are in memory.
  const SyntheticData* deferred = nullptr;

  std::uint64_t rows() const { return features.rows; }

  /// Rows [first, first + count).
  DatasetView slice(std::uint64_t first, std::uint64_t count) const {
    DatasetView part = *this;
    part.features = features.slice(first, count);
    if (!targets.empty()) {
      const std::uint64_t outputs = targets.size() / features.rows;
      part.targets = targets.subspan(first * outputs, count * outputs);
    }
    if (!classes.empty())
      part.classes = classes.subspan(first, count);
    return part;
  }
};

/// The owner of the arrays of a DatasetView, which says their shapes. Move-only; views of it must not outlive
/// it.
struct Dataset {
  Matrix features;
  std::vector<float> scale;
  std::vector<float> shift;
  std::vector<float> targets;
  std::vector<std::int32_t> classes;
  std::optional<SyntheticData> deferred = std::nullopt;

  DatasetView view() const;
};

}  // namespace glissade
