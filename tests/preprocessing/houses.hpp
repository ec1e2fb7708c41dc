#pragma once

#include <vector>

#include "glissade/preprocessing.hpp"
#include "support/tables.hpp"

namespace glissade {

inline std::vector<float> features_of(const Dataset& dataset) {
  const float* const first = dataset.features.view().row<float>(0);
  return {first, first + dataset.features.rows() * dataset.features.columns()};
}

/// Two columns of numbers and one of words; the last row has an unused word.
inline Table houses() {
  Table table = named(make_table(ElementType::float64, 3,
                                 {1, 10, 0,  //
                                  2, 20, 2,  //
                                  3, 60, 0}),
                      {"area", "age", "wall"});
  table.columns[2].categories = {"brick", "stone", "wood"};
  return with_target(std::move(table), {100, 200, 600});
}

inline Table with_gaps() {
  Table table = named(make_table(ElementType::float64, 3,
                                 {1, missing, 1,        //
                                  missing, missing, 0,  //
                                  3, missing, 1,        //
                                  8, missing, missing}),
                      {"a", "empty", "word"});
  table.columns[2].categories = {"x", "y"};
  return with_target(std::move(table), {1, 2, 3, 4});
}

}  // namespace glissade
