#pragma once

#include <vector>

#include "cli/messages.hpp"
#include "glissade/model.hpp"

namespace glissade {

/// A table after a model's preprocessing.
struct PreparedSource {
  Dataset dataset;
  /// Regression: [rows × targets] in their own units, as read, for the rows that are left.
  std::vector<double> targets;
  std::vector<std::uint64_t> kept_rows;  ///< as PreparedData has it
};

/// Shows the preprocessing's warnings.
PreparedSource prepare(const Preprocessing& preprocessing, Table table, int threads, const Notes& notes);

/// How a model's data is to be read: columns by the names that it was trained with, missing values as it
/// treats them, and its own targets where none are given.
SourceOptions for_model(SourceOptions source, const Preprocessing& preprocessing);

}  // namespace glissade
