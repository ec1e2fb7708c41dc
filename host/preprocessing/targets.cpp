#include "preprocessing/targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "data/column_names.hpp"
#include "glissade/error.hpp"
#include "preprocessing/statistics.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

std::string place(const RawTargets& targets, std::uint64_t output, std::uint64_t row) {
  return "target '" + targets.names[output] + "' in row " + std::to_string(row + 1);
}

[[noreturn]] void throw_missing(const RawTargets& targets, std::uint64_t output, std::uint64_t row,
                                const char* hint) {
  throw Error(ErrorKind::input, place(targets, output, row) + " has no value", hint);
}

constexpr const char* hint_of_training =
    "Give every row a target, or leave such rows out with {impute} drop.";

/// A whole number without a decimal point or an exponent, anything else as short as it can be.
std::string label_text(double label) {
  constexpr double exact = 9007199254740992.0;  // 2^53: up to here doubles hold every whole number
  if (std::trunc(label) == label && std::abs(label) < exact) {
    return std::to_string(static_cast<std::int64_t>(label));
  }
  return format_number(label);
}

std::string label_of(const RawTargets& targets, double value) {
  return targets.words.empty() ? label_text(value) : targets.words[static_cast<std::size_t>(value)];
}

std::unordered_map<double, std::uint64_t> count_values(const RawTargets& targets, const RowSelection& rows) {
  std::unordered_map<double, std::uint64_t> counts;
  if (targets.names.size() != 1) {
    return counts;
  }
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    const double value = targets.values[rows.row(position)];
    if (!std::isnan(value)) {
      ++counts[value];
    }
  }
  return counts;
}

void check_labels(const RawTargets& targets, const RowSelection& rows) {
  if (targets.names.size() != 1) {
    throw Error(
        ErrorKind::input,
        "a classifier learns one target column, but " + std::to_string(targets.names.size()) + " are given",
        "Name one column of classes, or a column for each class that is 1 in its rows and 0 in others.");
  }
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    const double value = targets.values[rows.row(position)];
    if (std::isnan(value)) {
      throw_missing(targets, 0, rows.row(position), hint_of_training);
    }
    if (targets.words.empty() && std::trunc(value) != value) {
      throw Error(ErrorKind::input,
                  place(targets, 0, rows.row(position)) + " is " + format_number(value) +
                      ", but classes are words or whole numbers",
                  "To predict a quantity, use train linear.");
    }
  }
}

FittedTargets fit_classes(const RawTargets& targets, const RowSelection& rows, Preprocessing& fitted) {
  check_labels(targets, rows);
  std::vector<double> labels;
  for (const auto& [label, count] : count_values(targets, rows)) {
    labels.push_back(label);
  }
  std::sort(labels.begin(), labels.end());
  if (labels.size() < 2) {
    throw Error(ErrorKind::input,
                labels.empty() ? "the training data have no rows"
                               : "every training row is of class '" + label_of(targets, labels[0]) + "'",
                "A classifier needs rows of at least two classes.");
  }
  if (labels.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(ErrorKind::input,
                "there are " + std::to_string(labels.size()) + " classes, too many to count",
                "To predict a quantity, use train linear.");
  }
  std::unordered_map<double, std::int32_t> indices;
  for (const double label : labels) {
    indices.emplace(label, static_cast<std::int32_t>(indices.size()));
    fitted.class_names.push_back(label_of(targets, label));
  }
  FittedTargets result;
  result.class_count = labels.size();
  result.classes.reserve(rows.count);
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    result.classes.push_back(indices.at(targets.values[rows.row(position)]));
  }
  return result;
}

void refuse_words(const RawTargets& targets, const char* hint) {
  if (!targets.words.empty()) {
    throw Error(ErrorKind::input,
                "target '" + targets.names[0] + "' holds words such as '" + targets.words[0] +
                    "', but a linear model predicts numbers",
                hint);
  }
}

FittedTargets fit_values(const RawTargets& targets, const RowSelection& rows, bool standardize,
                         Preprocessing& fitted) {
  refuse_words(targets, "To predict a class, use train classifier.");
  FittedTargets result;
  result.outputs = targets.names.size();
  result.values.reserve(rows.count * result.outputs);
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    for (std::uint64_t output = 0; output < result.outputs; ++output) {
      const double value = targets.values[rows.row(position) * result.outputs + output];
      if (std::isnan(value)) {
        throw_missing(targets, output, rows.row(position), hint_of_training);
      }
      result.values.push_back(value);
    }
  }
  fitted.target_mean.assign(result.outputs, 0.0);
  fitted.target_scale.assign(result.outputs, 1.0);
  if (standardize) {
    const MatrixView view{result.values.data(), ElementType::float64, rows.count, result.outputs};
    const std::vector<Moments> moments = column_moments(view, {rows.count, {}}, 1);
    for (std::uint64_t output = 0; output < result.outputs; ++output) {
      if (!std::isfinite(moments[output].variance())) {
        throw Error(ErrorKind::input,
                    "the values of target '" + targets.names[output] + "' are too large to standardise",
                    "Use another unit.");
      }
      fitted.target_mean[output] = moments[output].mean;
      fitted.target_scale[output] =
          moments[output].variance() > 0.0 ? std::sqrt(moments[output].variance()) : 1.0;
    }
  }
  return result;
}

/// The model's index of each distinct value among the targets; -1 for an unseen class.
std::unordered_map<double, std::int32_t> class_indices(const Preprocessing& preprocessing,
                                                       const RawTargets& targets) {
  std::unordered_map<std::string, std::int32_t> by_name;
  for (const std::string& name : preprocessing.class_names) {
    by_name.emplace(name, static_cast<std::int32_t>(by_name.size()));
  }
  std::unordered_map<double, std::int32_t> indices;
  for (const auto& [value, count] : count_values(targets, {targets.values.size(), {}})) {
    const auto found = by_name.find(label_of(targets, value));
    indices.emplace(value, found == by_name.end() ? -1 : found->second);
  }
  return indices;
}

void convert_classes(const Preprocessing& preprocessing, const RawTargets& targets, const RowSelection& names,
                     Dataset& dataset) {
  const std::unordered_map<double, std::int32_t> indices = class_indices(preprocessing, targets);
  dataset.classes.reserve(targets.values.size());
  for (std::uint64_t row = 0; row < targets.values.size(); ++row) {
    const double value = targets.values[row];
    const std::int32_t index = indices.at(value);
    if (index < 0) {
      throw Error(ErrorKind::input,
                  place(targets, 0, names.row(row)) + " is of class '" + label_of(targets, value) +
                      "', which the model was not trained on",
                  "The model's classes are listed by inspect.");
    }
    dataset.classes.push_back(index);
  }
}

void convert_values(const Preprocessing& preprocessing, const RawTargets& targets, const RowSelection& names,
                    Dataset& dataset) {
  const std::uint64_t outputs = targets.names.size();
  dataset.targets.reserve(targets.values.size());
  for (std::uint64_t i = 0; i < targets.values.size(); ++i) {
    const std::uint64_t output = i % outputs;
    const double value = targets.values[i];
    const auto target =
        static_cast<float>((value - preprocessing.target_mean[output]) / preprocessing.target_scale[output]);
    if (!std::isfinite(target)) {
      throw Error(ErrorKind::input,
                  place(targets, output, names.row(i / outputs)) + " is " + format_number(value) +
                      ", too large for single precision",
                  "Use another unit, or train with {standardize}.");
    }
    dataset.targets.push_back(target);
  }
}

}  // namespace

std::vector<ClassCount> count_classes(const RawTargets& targets) {
  const auto counts = count_values(targets, {targets.values.size(), {}});
  const std::map<double, std::uint64_t> sorted(counts.begin(), counts.end());
  std::vector<ClassCount> classes;
  for (const auto& [value, rows] : sorted) {
    classes.push_back({label_of(targets, value), rows});
  }
  return classes;
}

FittedTargets fit_targets(const RawTargets& targets, const RowSelection& rows, bool classification,
                          bool standardize, Preprocessing& fitted) {
  if (!targets.present()) {
    throw Error(ErrorKind::input, "the training data have no targets",
                "Name them with {target} or {labels}.");
  }
  fitted.target_names = targets.names;
  if (classification)
    return fit_classes(targets, rows, fitted);
  // Values that the device generates are their own units: there is nothing to fit.
  return fit_values(targets, targets.values.empty() ? RowSelection{} : rows, standardize, fitted);
}

std::vector<std::string> match_targets(const Preprocessing& preprocessing, Table& table) {
  RawTargets& targets = table.targets;
  const std::vector<std::string>& expected = preprocessing.target_names;
  const std::size_t count = expected.size();
  if (targets.names == expected || targets.names.size() != count) {
    return {};
  }
  if (std::ranges::is_permutation(targets.names, expected)) {
    std::vector<double> values(targets.values.size());
    for (std::size_t target = 0; target < count; ++target) {
      const auto source = static_cast<std::size_t>(std::ranges::find(targets.names, expected[target]) -
                                                   targets.names.begin());
      for (std::size_t row = 0; row < values.size() / count; ++row) {
        values[row * count + target] = targets.values[row * count + source];
      }
    }
    targets.values = std::move(values);
    targets.names = expected;
    return {};
  }
  // Labels in a file of their own have no names, nor have columns without a header.
  const std::vector<std::string> unnamed = default_target_names(count);
  if (!table.named_columns || targets.names == unnamed || expected == unnamed) {
    return {};
  }
  std::vector<std::string> warnings;
  for (std::size_t target = 0; target < count; ++target) {
    if (targets.names[target] != expected[target]) {
      warnings.push_back("the target '" + targets.names[target] + "' is taken for the model's target '" +
                         expected[target] + "'");
    }
  }
  return warnings;
}

void refuse_unfit_targets(const Preprocessing& preprocessing, const RawTargets& targets,
                          const RowSelection& names) {
  if (!targets.present()) {
    return;
  }
  const std::size_t expected = preprocessing.target_names.size();
  if (targets.names.size() != expected) {
    throw Error(ErrorKind::input,
                "the model predicts " + std::to_string(expected) + (expected == 1 ? " target" : " targets") +
                    ", the data have " + std::to_string(targets.names.size()),
                "Name the targets that the model was trained on.");
  }
  if (preprocessing.class_names.empty()) {
    refuse_words(targets, "Name a column of numbers as the target.");
  }
  const auto missing = std::find_if(targets.values.begin(), targets.values.end(),
                                    [](double value) { return std::isnan(value); });
  if (missing != targets.values.end()) {
    const auto place = static_cast<std::uint64_t>(missing - targets.values.begin());
    throw_missing(targets, place % expected, names.row(place / expected), "Give every row a target.");
  }
}

void convert_targets(const Preprocessing& preprocessing, const RawTargets& targets, const RowSelection& names,
                     Dataset& dataset) {
  if (!targets.present()) {
    return;
  }
  if (preprocessing.class_names.empty()) {
    convert_values(preprocessing, targets, names, dataset);
  } else {
    convert_classes(preprocessing, targets, names, dataset);
  }
}

}  // namespace glissade
