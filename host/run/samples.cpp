#include "glissade/samples.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "data/column_names.hpp"
#include "data/table_check.hpp"
#include "data/word_targets.hpp"
#include "glissade/device_array.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

std::int64_t checked_row_stride(std::size_t size, std::uint64_t rows, std::uint64_t features) {
  std::uint64_t elements = 0;
  if (__builtin_mul_overflow(rows, features, &elements) || size != elements)
    throw Error(ErrorKind::usage,
                "there are " + std::to_string(size) + " values for " + std::to_string(rows) + " rows of " +
                    std::to_string(features) + " features",
                "Give rows × features values; strides have a constructor of their own.");
  return static_cast<std::int64_t>(features);
}

template <class Element>
void copy_strided(const Element* first, std::int64_t stride_of_rows, std::int64_t stride_of_features,
                  Matrix& matrix) {
  for (std::uint64_t row = 0; row < matrix.rows(); ++row) {
    const Element* const from = first + static_cast<std::int64_t>(row) * stride_of_rows;
    Element* const to = matrix.row<Element>(row);
    for (std::uint64_t feature = 0; feature < matrix.columns(); ++feature)
      to[feature] = from[static_cast<std::int64_t>(feature) * stride_of_features];
  }
}

template <class Number>
RawTargets numbers(std::span<const Number> values, std::uint64_t outputs) {
  if (outputs == 0 || values.size() % outputs != 0)
    throw Error(
        ErrorKind::usage,
        std::to_string(values.size()) + " targets cannot be rows of " + std::to_string(outputs) + " outputs",
        "Give rows × outputs values.");
  RawTargets raw;
  raw.names = default_target_names(outputs);
  raw.values.assign(values.begin(), values.end());
  return raw;
}

/// Whole numbers beyond 2^53 would merge with their neighbours.
RawTargets class_numbers(std::span<const std::int64_t> classes) {
  constexpr std::int64_t largest = std::int64_t{1} << 53;
  for (const std::int64_t one : classes) {
    if (one > largest || one < -largest)
      throw Error(ErrorKind::usage, "the class " + std::to_string(one) + " is beyond ±2^53",
                  "Name such classes by words.");
  }
  return numbers(classes, 1);
}

RawTargets class_names(std::span<const std::string> classes) {
  if (std::ranges::find(classes, "") != classes.end())
    throw Error(ErrorKind::usage, "a class has an empty name",
                "Leave out such rows, or give the class a name.");
  return word_targets(classes);
}

void require_names(const std::vector<std::string>& names, std::uint64_t count, const char* what) {
  if (names.size() != count)
    throw Error(ErrorKind::usage,
                std::to_string(names.size()) + " names are given for " + std::to_string(count) + " " + what);
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second)
      throw Error(ErrorKind::usage, "the name '" + name + "' is given to two of the " + what);
  }
}

Table unchecked_table(const Samples& samples) {
  Table table;
  table.values = samples.matrix();
  table.named_columns = !samples.names().empty();
  table.columns = default_columns(samples.features());
  for (std::size_t feature = 0; feature < samples.names().size(); ++feature)
    table.columns[feature].name = samples.names()[feature];
  return table;
}

SourceOptions checked_with_missing_values() {
  SourceOptions options;
  options.data = "the samples";
  options.labels = "the targets";
  options.allow_missing = true;
  return options;
}

}  // namespace

Samples::Samples(std::span<const float> values, std::uint64_t rows, std::uint64_t features)
    : Samples(values.data(), ElementType::float32, rows, features,
              checked_row_stride(values.size(), rows, features)) {}

Samples::Samples(std::span<const double> values, std::uint64_t rows, std::uint64_t features)
    : Samples(values.data(), ElementType::float64, rows, features,
              checked_row_stride(values.size(), rows, features)) {}

Samples::Samples(std::span<const std::uint8_t> values, std::uint64_t rows, std::uint64_t features)
    : Samples(values.data(), ElementType::uint8, rows, features,
              checked_row_stride(values.size(), rows, features)) {}

Samples::Samples(const void* first, ElementType type, std::uint64_t rows, std::uint64_t features,
                 std::int64_t stride_of_rows, std::int64_t stride_of_features)
    : first_(first),
      type_(type),
      rows_(rows),
      features_(features),
      stride_of_rows_(stride_of_rows),
      stride_of_features_(stride_of_features) {}

Samples Samples::on_device(std::string_view device, const void* first, ElementType type, std::uint64_t rows,
                           std::uint64_t features) {
  Samples samples(first, type, rows, features, static_cast<std::int64_t>(features));
  samples.device_ = device;
  return samples;
}

Samples& Samples::name(std::vector<std::string> names) {
  require_names(names, features_, "features");
  names_ = std::move(names);
  return *this;
}

Matrix Samples::read_from_device() const {
  Matrix matrix = Matrix::allocate(type_, rows_, features_);
  read_device_memory(device_, first_, matrix.row<std::uint8_t>(0), rows_ * features_ * element_size(type_));
  return matrix;
}

Matrix Samples::matrix() const {
  if (!device_.empty())
    return read_from_device();
  const bool is_row_major =
      stride_of_features_ == 1 && stride_of_rows_ == static_cast<std::int64_t>(features_);
  if (is_row_major)
    return Matrix::borrow({first_, type_, rows_, features_});
  Matrix matrix = Matrix::allocate(type_, rows_, features_);
  switch (type_) {
    case ElementType::uint8:
      copy_strided(static_cast<const std::uint8_t*>(first_), stride_of_rows_, stride_of_features_, matrix);
      break;
    case ElementType::float32:
      copy_strided(static_cast<const float*>(first_), stride_of_rows_, stride_of_features_, matrix);
      break;
    case ElementType::float64:
      copy_strided(static_cast<const double*>(first_), stride_of_rows_, stride_of_features_, matrix);
      break;
  }
  return matrix;
}

Targets::Targets(std::span<const float> values, std::uint64_t outputs)
    : raw_(numbers(values, outputs)), are_classes_(false) {}

Targets::Targets(std::span<const double> values, std::uint64_t outputs)
    : raw_(numbers(values, outputs)), are_classes_(false) {}

Targets::Targets(std::span<const std::int32_t> classes) : raw_(numbers(classes, 1)), are_classes_(true) {}

Targets::Targets(std::span<const std::int64_t> classes) : raw_(class_numbers(classes)), are_classes_(true) {}

Targets::Targets(std::span<const std::string> classes) : raw_(class_names(classes)), are_classes_(true) {}

Targets& Targets::name(std::vector<std::string> names) {
  require_names(names, raw_.names.size(), "outputs");
  raw_.names = std::move(names);
  return *this;
}

Table make_table(const Samples& samples) {
  Table table = unchecked_table(samples);
  check_table(table, checked_with_missing_values());
  return table;
}

Table make_table(const Samples& samples, const Targets& targets) {
  if (samples.rows() != targets.rows())
    throw Error(ErrorKind::usage, "there are " + std::to_string(samples.rows()) + " samples and " +
                                      std::to_string(targets.rows()) + " rows of targets");
  Table table = unchecked_table(samples);
  table.targets = targets.raw();
  check_table(table, checked_with_missing_values());
  return table;
}

}  // namespace glissade
