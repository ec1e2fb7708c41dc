#pragma once

#include <optional>
#include <vector>

#include "glissade/model.hpp"
#include "run/run_observer.hpp"

namespace glissade {

/// A table after a model's preprocessing.
struct PreparedSource {
  Dataset dataset;
  /// The table itself, in place of a dataset, for a model that predicts in double.
  std::optional<Table> table;
  /// Regression: [rows × targets] in their own units, as read, for the rows that are left.
  std::vector<double> targets;
  std::vector<std::uint64_t> kept_rows;  ///< as PreparedData has it

  std::uint64_t rows() const { return table ? table->rows() : dataset.features.rows(); }
  /// Number, from 1, that a row had in the source.
  std::uint64_t row_number(std::uint64_t row) const { return 1 + (kept_rows.empty() ? row : kept_rows[row]); }
};

/// Data for descent, and for models in fp32. Shows the preprocessing's warnings.
PreparedSource prepare(const Preprocessing& preprocessing, Table table, int threads, RunObserver& observer);

/// Data for the exact solver, and for models that predict in double. Shows the preprocessing's warnings.
PreparedSource prepare_in_double(const Preprocessing& preprocessing, Table table, RunObserver& observer);

/// Whichever of the two the model works with.
PreparedSource prepare_for(const Model& model, Table table, int threads, RunObserver& observer);

/// How a model's data is to be read: columns by the names that it was trained with, missing values as it
/// treats them, and its own targets where none are given.
SourceOptions for_model(SourceOptions source, const Preprocessing& preprocessing);

}  // namespace glissade
