#include "glissade/dataset.hpp"

namespace glissade {

DatasetView Dataset::view() const {
  return {features.view(), scale, shift, targets, classes, deferred ? &*deferred : nullptr};
}

}  // namespace glissade
