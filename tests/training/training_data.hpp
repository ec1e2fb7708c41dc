#pragma once

#include <cstdint>
#include <vector>

#include "glissade/dataset.hpp"

namespace glissade {

/// Owns what a DatasetView of float32 features looks at.
struct TrainingData {
  std::uint64_t features = 1;
  std::vector<float> values;   ///< [rows × features]
  std::vector<float> targets;  ///< regression
  std::vector<std::int32_t> classes;

  std::uint64_t rows() const { return values.size() / features; }
  DatasetView view() const {
    DatasetView view;
    view.features = {values.data(), ElementType::float32, rows(), features};
    view.targets = targets;
    view.classes = classes;
    return view;
  }
};

/// Rows with one feature and one target, all zero.
inline TrainingData regression_rows(std::uint64_t rows) {
  TrainingData data;
  data.values.resize(rows);
  data.targets.resize(rows);
  return data;
}

}  // namespace glissade
