#include "run/training_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "glissade/error.hpp"
#include "glissade/numeric/conversion.hpp"
#include "preprocessing/one_hot_targets.hpp"
#include "run/prepared_source.hpp"
#include "text/list.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr float largest_comfortable = 10.0f;
constexpr std::size_t most_classes_listed = 12;
constexpr std::uint64_t fewest_crowded_classes = 20;

Table copy_rows(const Table& table, const std::vector<std::uint64_t>& rows) {
  Table copy;
  const MatrixView& from = table.values.view();
  copy.values = Matrix::allocate(from.type, rows.size(), from.columns);
  const std::size_t row_bytes = element_size(from.type) * from.columns;
  auto* const to = reinterpret_cast<char*>(copy.values.row<std::uint8_t>(0));
  const auto* const bytes = static_cast<const char*>(from.data);
  for (std::size_t place = 0; place < rows.size(); ++place)
    std::memcpy(to + place * row_bytes, bytes + rows[place] * row_bytes, row_bytes);
  copy.columns = table.columns;
  copy.named_columns = table.named_columns;
  copy.reading = table.reading;
  copy.targets.names = table.targets.names;
  copy.targets.words = table.targets.words;
  const std::size_t targets = table.targets.names.size();
  for (const std::uint64_t row : rows) {
    const auto first = table.targets.values.begin() + static_cast<std::ptrdiff_t>(row * targets);
    copy.targets.values.insert(copy.targets.values.end(), first,
                               first + static_cast<std::ptrdiff_t>(targets));
  }
  copy.missing_values = table.missing_values;
  return copy;
}

/// Takes a share of the rows out of `table`.
Table split_off(Table& table, double fraction, const FitOptions& options) {
  if (table.deferred)
    throw Error(ErrorKind::usage, "rows that a device is to generate cannot be held out",
                "Read the source without allow_deferred.");
  // Fitting the preprocessing refuses a classifier with any other number of targets.
  const bool stratified = options.classifier && table.targets.names.size() == 1;
  const std::span<const double> classes =
      stratified ? std::span<const double>(table.targets.values) : std::span<const double>();
  const Split split = split_rows(table.rows(), classes, fraction, options.training.seed);
  Table part = copy_rows(table, split.validation);
  table.keep_rows(split.training);
  return part;
}

void split_off_parts(TrainingTables& tables, const FitOptions& options) {
  if (options.test_fraction > 0.0)
    tables.test = split_off(tables.training, options.test_fraction, options);
  if (!tables.validation && options.validation_fraction > 0.0)
    tables.validation = split_off(tables.training, options.validation_fraction, options);
}

std::vector<std::string> column_names(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns)
    names.push_back(column.name);
  return names;
}

/// The accuracy that a model has to exceed.
std::string describe_guessing(const std::vector<ClassCount>& classes) {
  const auto most = std::ranges::max_element(classes, {}, &ClassCount::rows);
  double rows = 0.0;
  for (const ClassCount& one : classes)
    rows += static_cast<double>(one.rows);
  return most == classes.end() ? ""
                               : "; always guessing " + most->name + " is right for " +
                                     percentage(static_cast<double>(most->rows) / rows);
}

std::string describe_classes(const std::vector<ClassCount>& classes) {
  std::vector<std::string> sizes;
  for (const ClassCount& one : classes)
    sizes.push_back(one.name + " (" + grouped(one.rows) + ")");
  return counted(classes.size(), "class") + ": " + joined_briefly(sizes, most_classes_listed) +
         describe_guessing(classes);
}

/// ", none of class lily" if no validation row is of that class.
std::string describe_unvalidated(const TrainingTables& tables) {
  std::set<std::string> judged;
  for (const ClassCount& one : count_classes(tables.validation->targets))
    judged.insert(one.name);
  std::vector<std::string> missing;
  for (const ClassCount& one : count_classes(tables.training.targets)) {
    if (!judged.contains(one.name))
      missing.push_back(one.name);
  }
  if (missing.empty())
    return {};
  return (missing.size() == 1 ? ", none of class " : ", none of the classes ") +
         joined_briefly(missing, most_classes_listed);
}

std::uint64_t missing_targets(const RawTargets& targets) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(targets.values, [](double value) { return std::isnan(value); }));
}

template <class Element, class Convert>
bool any_large(const MatrixView& features, const Convert& convert) {
  for (std::uint64_t row = 0; row < features.rows; ++row) {
    const Element* const values = features.row<Element>(row);
    bool large = false;
    for (std::uint64_t column = 0; column < features.columns; ++column)
      large |= std::abs(convert(values[column], column)) > largest_comfortable;
    if (large)
      return true;
  }
  return false;
}

}  // namespace

TrainingTables read_training_tables(const RunOptions& options, const Preprocessing* from) {
  const SourceOptions source =
      from != nullptr ? for_model(options.training_source(), *from) : options.training_source();
  TrainingTables tables;
  if (options.may_check_beside) {
    SourceUnderCheck under_check = read_source_to_check_beside(source);
    tables.training = std::move(under_check.table);
    tables.check = std::move(under_check.check);
  } else {
    tables.training = read_source(source);
  }
  tables.missing_values = tables.training.missing_values;
  tables.is_synthetic = is_synthetic(options.source.data);
  if (options.classifier)
    gather_one_hot_targets(tables.training);
  split_off_parts(tables, options);
  if (auto validation_source = options.validation_source()) {
    SourceOptions& validation = *validation_source;
    validation.allow_missing = source.allow_missing;
    validation.allow_missing_targets = source.allow_missing_targets;
    validation.target = source.target;
    validation.model_columns = tables.training.columns;
    validation.model_targets = tables.training.targets.names;
    validation.model_reading = tables.training.reading;
    if (tables.training.named_columns)
      validation.feature_names = column_names(tables.training.columns);
    tables.validation = read_source(validation);
    tables.missing_values += tables.validation->missing_values;
  }
  return tables;
}

TrainingTables split_tables(Table training, std::optional<Table> validation, const FitOptions& options) {
  if (validation && validation->rows() == 0)
    throw Error(ErrorKind::input, "the validation table has no rows");
  TrainingTables tables;
  tables.missing_values = training.missing_values + (validation ? validation->missing_values : 0);
  tables.training = std::move(training);
  tables.validation = std::move(validation);
  if (options.classifier)
    gather_one_hot_targets(tables.training);
  split_off_parts(tables, options);
  return tables;
}

std::string describe_crowd_of_classes(const TrainingTables& tables, const Preprocessing& preprocessing) {
  const std::uint64_t classes = preprocessing.class_names.size();
  const std::uint64_t rows = tables.training.rows();
  if (classes < fewest_crowded_classes || 10 * classes <= 9 * rows)
    return {};
  return "note: there are " + counted(classes, "class") + " in " + counted(rows, "row") +
         ": nearly every row has a class of its own";
}

std::string describe(const TrainingTables& tables, const Preprocessing& preprocessing) {
  // Until the background check ends, the number of missing values is unknown.
  std::string text = tables.check ? counted(tables.training.rows(), "row") + ", " +
                                        counted(tables.training.columns.size(), "column") +
                                        ", checked while they are trained on"
                                  : described_shape(tables.training.rows(), tables.training.columns.size(),
                                                    preprocessing.feature_count(), tables.missing_values,
                                                    missing_targets(tables.training.targets));
  if (tables.test)
    text += "; " + counted(tables.test->rows(), "row") + " held back for the test";
  if (tables.validation)
    text += "; " + counted(tables.validation->rows(), "row") + " for validation" +
            (preprocessing.class_names.empty() ? "" : describe_unvalidated(tables));
  if (!preprocessing.class_names.empty())
    return text + "; " + describe_classes(count_classes(tables.training.targets));
  return text + (preprocessing.target_names.size() == 1 ? "; target " : "; targets ") +
         joined(preprocessing.target_names);
}

bool has_large_features(const DatasetView& data) {
  if (data.deferred != nullptr) {
    // Standard normals are below 6.
    return std::ranges::any_of(data.deferred->centers,
                               [](float center) { return std::abs(center) > largest_comfortable; });
  }
  if (data.features.type == ElementType::uint8) {
    return any_large<std::uint8_t>(data.features, [&](std::uint8_t byte, std::uint64_t column) {
      return feature_from_byte(byte, data.scale[column], data.shift[column]);
    });
  }
  return any_large<float>(data.features, [](float value, std::uint64_t /*column*/) { return value; });
}

}  // namespace glissade
