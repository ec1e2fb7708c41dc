#include "glissade/dataset.hpp"

namespace glissade {

DatasetView DatasetView::slice(std::uint64_t first, std::uint64_t count) const {
  DatasetView part = *this;
  part.features = features.slice(first, count);
  if (!targets.empty()) {
    const std::uint64_t outputs = targets.size() / features.rows;
    part.targets = targets.subspan(first * outputs, count * outputs);
  }
  if (!classes.empty()) {
    part.classes = classes.subspan(first, count);
  }
  return part;
}

DatasetView Dataset::view() const {
  return {features.view(), scale, shift, targets, classes};
}

}  // namespace glissade
