#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

/// A model's features, in fp64, of the rows of one table, which must not change meanwhile. Any number of
/// threads may ask.
class FeatureTransform {
 public:
  /// Throws Error(input) where the table's columns are not the model's.
  FeatureTransform(const Preprocessing& preprocessing, const Table& table);

  std::uint64_t feature_count() const { return sources_.size(); }
  /// Whether feature i is the number in column i, shifted and scaled, for every i.
  bool as_stored() const { return as_stored_; }

  /// Features [first_feature, first_feature + feature_count) of the rows at positions [first, first + count)
  /// of `rows`: [count × feature_count]. A missing value that the model does not impute is NaN.
  void rows(const RowSelection& rows, std::uint64_t first, std::uint64_t count, std::uint64_t first_feature,
            std::uint64_t feature_count, double* features) const;

  /// All features.
  void rows(const RowSelection& selection, std::uint64_t first, std::uint64_t count, double* features) const {
    rows(selection, first, count, 0, feature_count(), features);
  }

 private:
  template <class T>
  void number_row(const T* values, std::uint64_t first_feature, std::uint64_t count, double* features) const;
  template <class T>
  void mixed_row(const T* values, std::uint64_t first_feature, std::uint64_t count, double* features) const;
  double word_feature(double stored, std::uint64_t feature) const;

  MatrixView values_;
  CategoryMaps maps_;
  std::vector<FeatureSource> sources_;
  std::vector<double> fill_;  // per feature: what takes the place of a missing value
  std::vector<double> shift_;
  std::vector<double> scale_;
  bool as_stored_ = false;
};

}  // namespace glissade
