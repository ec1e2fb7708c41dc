#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/dataset.hpp"
#include "glissade/table.hpp"

namespace glissade {

enum class Impute : std::uint8_t { none, mean, median, drop };

std::string_view name_of(Impute impute);
Impute parse_impute(std::string_view name);

struct PreprocessingOptions {
  double rescale = 1.0;       ///< every feature is multiplied by it; finite, not 0
  bool standardize = false;   ///< features to mean 0 and variance 1; in regression the targets too
  bool keep_one_hot = false;  ///< with standardize: features made of words stay 0 and 1
  Impute impute = Impute::none;
  std::uint64_t select = 0;  ///< keep this many features, of highest univariate F-score; 0: all
  /// Words of a column that become a category each, the most frequent ones; all others share one.
  std::uint64_t categories = 100;
};

/// The way from an input row to features, and from class names or units to targets. Fitted on training rows
/// only and stored in the model; a model file is enough to predict on raw input. In order:
///   1. impute: missing numbers by the column's mean or median; missing words become a category of their own,
///      or its most frequent word where no training row lacks one; `drop` removes the row
///   2. one-hot: a column of words becomes one feature per category; an unseen category is all zeros
///   3. select: the features in `selected`
///   4. feature ← (feature − shift) · scale, in fp64, rounded once to fp32
struct Preprocessing {
  std::vector<Column> columns;
  bool named_columns = false;
  TableReading reading;  ///< of the training data
  Impute impute = Impute::none;
  std::vector<double> fill;  ///< per column, where impute is mean or median; a category index for words
  std::vector<std::uint64_t> selected;  ///< ascending indices into the one-hot features; empty: all
  std::vector<double> shift;            ///< per selected feature
  std::vector<double> scale;            ///< per selected feature; 1/σ, 1 where the variance is zero
  // Targets.
  std::vector<std::string> target_names;
  std::vector<double> target_mean;       ///< regression: y = mean + scale · (network output)
  std::vector<double> target_scale;      ///< regression; 1 without --standardize or with zero variance
  std::vector<std::string> class_names;  ///< classification: sorted, numerically if they are numbers

  std::uint64_t feature_count() const { return shift.size(); }
  /// "area", "wall=brick"; "x1", "x2", … without a header.
  std::vector<std::string> feature_names() const;
};

/// Classes with their counts, in the order of `class_names`.
struct ClassCount {
  std::string name;
  std::uint64_t rows = 0;
};
std::vector<ClassCount> count_classes(const RawTargets& targets);

/// Fits on every row of `training`. Throws Error(input) where targets are missing or not of the kind asked
/// for, where missing values remain without impute, where a classification has fewer than two classes, and
/// Error(usage) where select exceeds the number of features, or where deferred data (Table::deferred) would
/// have to be looked at.
Preprocessing fit_preprocessing(const Table& training, bool classification,
                                const PreprocessingOptions& options, int threads = 0);

/// A table that a model can be applied to, row by row, in fp64.
struct SettledTable {
  Table table;
  std::vector<std::uint64_t> kept_rows;  ///< as in PreparedData
  std::vector<std::string> warnings;     ///< as in PreparedData
};

/// Everything that apply_preprocessing() does before it converts values: checks that columns and targets fit,
/// refuses missing values or drops their rows. Throws Error(input) as it does.
SettledTable settle_table(const Preprocessing& preprocessing, Table table);

struct PreparedData {
  Dataset dataset;
  /// Regression: [rows × targets] as read, in their own units and in the model's order, for the rows kept.
  std::vector<double> targets;
  std::vector<std::uint64_t> kept_rows;  ///< only with impute drop, and only if rows were dropped
  /// One line each, for the user: "column 'wall': 3 rows have a word that the model has not seen ('adobe');
  /// …".
  std::vector<std::string> warnings;
};

/// Turns a table into a dataset, consuming it: in place where the table's memory allows. uint8 tables stay
/// bytes, with scale and shift in the dataset; a float32 table that needs no change is passed through without
/// a copy. Targets are converted where present, and matched with the model's by name. Throws Error(input)
/// where columns do not fit, or a label is unseen.
PreparedData apply_preprocessing(const Preprocessing& preprocessing, Table table, int threads = 0);

/// Features of rows [first, first + count) in fp64, as step 4 gives them before rounding: [count ×
/// feature_count()]. For the exact solver.
void transform_rows(const Preprocessing& preprocessing, const Table& table, std::uint64_t first,
                    std::uint64_t count, std::span<double> features);

}  // namespace glissade
