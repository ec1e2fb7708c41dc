#pragma once

#include <memory>
#include <optional>

#include "data/background_check.hpp"
#include "glissade/preprocessing.hpp"
#include "options/run_options.hpp"

namespace glissade {

/// The tables of a run before preprocessing.
struct TrainingTables {
  Table training;
  std::optional<Table> validation;
  std::optional<Table> test;
  bool is_synthetic = false;
  std::uint64_t missing_values = 0;  ///< before the split
  /// The rest of the check of the training data, if there is any.
  std::unique_ptr<BackgroundCheck> check;
};

/// Reads the sources and splits off test and validation rows. `from` is the preprocessing of a model to
/// continue from, or null: its columns are looked for by name. Throws as read_source() and split_rows() do.
TrainingTables read_training_tables(const RunOptions& options, const Preprocessing* from);

/// Tables that are in memory already. Test rows are split off if some are asked for, validation rows if also
/// none are given.
TrainingTables split_tables(Table training, std::optional<Table> validation, const FitOptions& options);

/// "54,000 rows + 6,000 for validation, 784 columns → 784 features, no missing values; 10 classes: …".
std::string describe(const TrainingTables& tables, const Preprocessing& preprocessing);

/// A note where nearly every row has a class of its own; else empty.
std::string describe_crowd_of_classes(const TrainingTables& tables, const Preprocessing& preprocessing);

/// Whether a feature goes beyond ±10: descent with the usual learning rates then converges badly.
bool has_large_features(const DatasetView& data);

}  // namespace glissade
