#include "preprocessing/transform.hpp"

#include <algorithm>
#include <limits>

#include "data/element_types.hpp"

namespace glissade {

FeatureTransform::FeatureTransform(const Preprocessing& preprocessing, const Table& table)
    : values_(table.values.view()),
      maps_(match_columns(preprocessing, table)),
      sources_(feature_sources(preprocessing)),
      shift_(preprocessing.shift),
      scale_(preprocessing.scale) {
  as_stored_ = sources_.size() == preprocessing.columns.size();
  for (std::uint64_t feature = 0; feature < sources_.size(); ++feature) {
    const FeatureSource& source = sources_[feature];
    as_stored_ = as_stored_ && source.category == FeatureSource::number && source.column == feature;
    fill_.push_back(preprocessing.fill.empty() ? std::numeric_limits<double>::quiet_NaN()
                                               : preprocessing.fill[source.column]);
  }
}

void FeatureTransform::rows(const RowSelection& rows, std::uint64_t first, std::uint64_t count,
                            std::uint64_t first_feature, std::uint64_t feature_count,
                            double* features) const {
  with_element_type(values_.type, [&]<class T>(std::type_identity<T>) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const T* const values = values_.row<T>(rows.row(first + i));
      double* const target = features + i * feature_count;
      if (as_stored_) {
        number_row(values, first_feature, feature_count, target);
      } else {
        mixed_row(values, first_feature, feature_count, target);
      }
    }
  });
}

template <class T>
void FeatureTransform::number_row(const T* values, std::uint64_t first_feature, std::uint64_t count,
                                  double* features) const {
  const T* const source = values + first_feature;
  const double* const fill = fill_.data() + first_feature;
  const double* const shift = shift_.data() + first_feature;
  const double* const scale = scale_.data() + first_feature;
#pragma omp simd
  for (std::uint64_t i = 0; i < count; ++i) {
    const double stored = static_cast<double>(source[i]);
    const double value = stored == stored ? stored : fill[i];
    features[i] = (value - shift[i]) * scale[i];
  }
}

template <class T>
void FeatureTransform::mixed_row(const T* values, std::uint64_t first_feature, std::uint64_t count,
                                 double* features) const {
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t feature = first_feature + i;
    const FeatureSource& source = sources_[feature];
    const double stored = static_cast<double>(values[source.column]);
    double value = stored == stored ? stored : fill_[feature];
    if (source.category != FeatureSource::number) {
      value = word_feature(stored, feature);
    }
    features[i] = (value - shift_[feature]) * scale_[feature];
  }
}

double FeatureTransform::word_feature(double stored, std::uint64_t feature) const {
  const FeatureSource& source = sources_[feature];
  if (stored == stored) {
    return maps_[source.column][static_cast<std::size_t>(stored)] == source.category ? 1.0 : 0.0;
  }
  const double fill = fill_[feature];
  // The fill of a column of words is a category of the model; without one, missing stays missing.
  return fill == fill ? (fill == static_cast<double>(source.category) ? 1.0 : 0.0) : fill;
}

void transform_rows(const Preprocessing& preprocessing, const Table& table, std::uint64_t first,
                    std::uint64_t count, std::span<double> features) {
  FeatureTransform(preprocessing, table).rows({table.rows(), {}}, first, count, features.data());
}

}  // namespace glissade
