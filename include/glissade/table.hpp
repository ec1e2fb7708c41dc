#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/matrix.hpp"
#include "glissade/reading.hpp"
#include "glissade/synthetic_source.hpp"

namespace glissade {

/// One input column of a table: numbers, or words from a dictionary.
struct Column {
  std::string name;
  /// Empty for a column of numbers. Otherwise the distinct words, sorted; the table's values are indices into
  /// it.
  std::vector<std::string> categories;
  /// A column of numbers in a text table: how they are written.
  NumberForm form = {};
  /// The category that stands for every word that is not in `categories`; empty: there is none.
  std::string rest = {};

  bool is_categorical() const { return !categories.empty(); }
  bool operator==(const Column&) const = default;
};

/// The values to predict, as read, before classes are made of them.
struct RawTargets {
  /// One name per target column.
  std::vector<std::string> names;
  /// [rows × names.size()], row-major. NaN: missing. Where `words` is not empty, indices into it.
  std::vector<double> values;
  /// Distinct words of a single target column that holds words, sorted; empty for numbers.
  std::vector<std::string> words;
  /// A single target column of numbers in a text table: how they are written.
  NumberForm form = {};

  bool present() const { return !names.empty(); }
};

/// A source as read, before preprocessing. Missing values are NaN.
struct Table {
  /// [rows × columns.size()]. uint8 and float32 where the source is so; float64 otherwise, so that
  /// preprocessing is fitted on, and rounds once from, what the file says.
  Matrix values;
  std::vector<Column> columns;
  /// Whether column names came from the source (a CSV header), and are to be matched by name.
  bool named_columns = false;
  RawTargets targets;
  std::uint64_t missing_values = 0;
  /// Checksum of a file's data (CRC-32 of values and targets in row order), 8 hexadecimal digits. Empty for
  /// synthetic data, which their source and seed tell.
  std::string checksum;
  /// Source from which the training device generates the rows itself. Then `values` has only a shape, and the
  /// targets of a regression have no values.
  std::optional<SyntheticData> deferred = std::nullopt;
  /// Reading of a text table, and one line for each decision that a user may not expect.
  TableReading reading = {};
  std::vector<std::string> notes = {};
  /// The cells of the column that TextOptions::id names, one a row; else empty.
  std::vector<std::string> ids = {};

  std::uint64_t rows() const { return values.rows(); }

  /// Keeps only `rows` (strictly ascending) of values and targets.
  void keep_rows(std::span<const std::uint64_t> rows);
};

/// The origin of a table, and what reading it allows.
struct SourceOptions {
  /// `synthetic:linear,…`, `synthetic:classes,…`, or a file: a text table, .npy, IDX, all of them compressed
  /// by gzip, too. The name of a text table may be followed by `,header=no` and `,separator=;`, which win
  /// over `text`.
  std::string data = {};
  /// Labels of .npy or IDX data: .npy, IDX, or a text table of which `target` names the column, unless it has
  /// only one. Empty for CSV and synthetic sources.
  std::string labels = {};
  /// Text tables: target columns by header name or 1-based number, several separated by commas.
  std::string target = {};
  /// How a text table is to be read.
  TextOptions text = {};
  /// The target columns may be unnamed, and, where feature_names are given, absent from the file (`predict`);
  /// their values may be missing.
  bool target_optional = false;
  /// NaN and empty cells are missing values, counted; otherwise they are refused, with their place.
  bool allow_missing = false;
  /// The same for targets.
  bool allow_missing_targets = false;
  /// The target of a text table is a class: a word as it is written, whatever it looks like, or a number.
  bool classes = false;
  /// A text table of targets: no column is a feature. An only column need not be named.
  bool targets_alone = false;
  /// A synthetic source may be left to the device: see Table::deferred.
  bool allow_deferred = false;
  /// Seed of a synthetic source that does not state its own.
  std::uint64_t seed = 0;
  /// CPU threads; 0: all that the process may use.
  int threads = 0;
  /// Names under which columns must be found (a model's); empty: every column that is not a target is a
  /// feature. The table's columns come in this order, others are ignored. Only CSV files with a header are
  /// matched so.
  std::vector<std::string> feature_names = {};
  /// The columns that a model was trained on, which say what each is to hold, its targets, and how its table
  /// was read: a text table is expected to be like it, and notes say where it differs.
  std::vector<Column> model_columns = {};
  std::vector<std::string> model_targets = {};
  TableReading model_reading = {};
};

/// Reads or generates a table. Throws Error(usage) for a malformed synthetic source and Error(input) for a
/// file that is missing, malformed (with `file:line:column` or byte offset) or does not fit.
Table read_source(const SourceOptions& options);

/// Whether `data` names a generator rather than a file.
bool is_synthetic(std::string_view data);

}  // namespace glissade
