#pragma once

#include <optional>
#include <vector>

#include "glissade/model.hpp"
#include "glissade/run_observer.hpp"

namespace glissade {

/// A table after a model's preprocessing.
struct PreparedSource {
  Dataset dataset;
  /// For a model that predicts in double: the table, in place of a dataset.
  std::optional<Table> table;
  /// Regression: [rows × targets] as read, in their own units, for the rows that were kept.
  std::vector<double> targets;
  std::vector<std::uint64_t> kept_rows;  ///< as PreparedData has it

  std::uint64_t rows() const { return table ? table->rows() : dataset.features.rows(); }
  /// The number of a row in the source, counted from 1.
  std::uint64_t row_number(std::uint64_t row) const { return 1 + (kept_rows.empty() ? row : kept_rows[row]); }
};

/// Prepares data for descent and for models in fp32. Passes on the preprocessing's warnings.
PreparedSource prepare(const Preprocessing& preprocessing, Table table, int threads, RunObserver& observer);

/// Prepares data for the exact solver and for models that predict in double. Passes on the preprocessing's
/// warnings.
PreparedSource prepare_in_double(const Preprocessing& preprocessing, Table table, RunObserver& observer);

/// Prepares data as the model needs them, and says how many rows are left where some lack values.
PreparedSource prepare_for(const Model& model, Table table, int threads, RunObserver& observer);

/// The same where every row needs a prediction. Throws Error(input) that names `data` if the preprocessing
/// leaves out a row.
PreparedSource prepare_every_row(const Model& model, Table table, const std::string& data, int threads,
                                 RunObserver& observer);

/// Passes on what reading the table decided, once.
void say_notes(Table& table, RunObserver& observer);

/// Completes `source` for data that the model is applied to: columns by the names that it was trained with,
/// missing values as it treats them, and its own targets if none are given.
SourceOptions for_model(SourceOptions source, const Preprocessing& preprocessing);

}  // namespace glissade
