#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/matrix.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Samples that the caller keeps in memory: [rows × features], one row per sample. They are read during a
/// call and never written; row-major float32 and uint8 are trained on without a copy.
class Samples {
 public:
  /// Row-major; `values` has rows × features elements. Throws Error(usage) if it has another number.
  Samples(std::span<const float> values, std::uint64_t rows, std::uint64_t features);
  Samples(std::span<const double> values, std::uint64_t rows, std::uint64_t features);
  Samples(std::span<const std::uint8_t> values, std::uint64_t rows, std::uint64_t features);

  /// Element [r, f] is `stride_of_rows` · r + `stride_of_features` · f elements behind the first. Strides may
  /// be negative or 0. `first` must stay valid for the whole shape: nothing is checked.
  Samples(const void* first, ElementType type, std::uint64_t rows, std::uint64_t features,
          std::int64_t stride_of_rows, std::int64_t stride_of_features = 1);

  /// Row-major values in the memory of a device that has its own (DeviceArray, cudaMalloc). They are copied
  /// to the host when they are used, since preprocessing and checks are computed there.
  static Samples on_device(std::string_view device, const void* first, ElementType type, std::uint64_t rows,
                           std::uint64_t features);

  /// Names of the features, by which a model finds its columns later. Throws Error(usage) for another number
  /// of names than of features, and for a name that occurs twice.
  Samples& name(std::vector<std::string> names);

  std::uint64_t rows() const { return rows_; }
  std::uint64_t features() const { return features_; }
  const std::vector<std::string>& names() const { return names_; }

  /// The values as a matrix: borrowed where they lie row by row, else copied. Throws Error(failure) if there
  /// is not enough memory.
  Matrix matrix() const;

 private:
  Matrix read_from_device() const;

  const void* first_;
  ElementType type_;
  std::uint64_t rows_;
  std::uint64_t features_;
  std::int64_t stride_of_rows_;
  std::int64_t stride_of_features_;
  std::string device_;  // empty: the host
  std::vector<std::string> names_;
};

/// The answers to samples, copied: numbers to predict, or classes.
class Targets {
 public:
  /// Numbers, [rows × outputs], row-major. With FitOptions::classifier each is the name of a class.
  explicit Targets(std::span<const float> values, std::uint64_t outputs = 1);
  explicit Targets(std::span<const double> values, std::uint64_t outputs = 1);
  /// Classes by number; their names are the numbers.
  explicit Targets(std::span<const std::int32_t> classes);
  explicit Targets(std::span<const std::int64_t> classes);
  /// Classes by name; no name is empty.
  explicit Targets(std::span<const std::string> classes);

  /// Names of the outputs; y, or y1, y2, … without. Throws Error(usage) for another number of names than of
  /// outputs.
  Targets& name(std::vector<std::string> names);

  const RawTargets& raw() const { return raw_; }
  bool are_classes() const { return are_classes_; }
  std::uint64_t rows() const { return raw_.values.size() / raw_.names.size(); }

 private:
  RawTargets raw_;
  bool are_classes_;
};

/// A table of these samples, of which float32, float64 and uint8 values that lie row by row are borrowed: the
/// caller's memory must outlive it. NaN is a missing value. Throws Error(usage) if the number of rows
/// differs, and Error(input) for an infinite value, with its place.
Table make_table(const Samples& samples, const Targets& targets);

/// The same without targets, to predict from.
Table make_table(const Samples& samples);

}  // namespace glissade
