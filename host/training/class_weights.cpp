#include <algorithm>
#include <string>

#include "glissade/error.hpp"
#include "glissade/training.hpp"

namespace glissade {

std::vector<float> balanced_class_weights(std::span<const std::int32_t> classes, std::uint64_t class_count) {
  std::vector<std::uint64_t> counts(class_count);
  for (std::size_t row = 0; row < classes.size(); ++row) {
    if (classes[row] < 0 || static_cast<std::uint64_t>(classes[row]) >= class_count) {
      throw Error(ErrorKind::input, "row " + std::to_string(row + 1) + " has class index " +
                                        std::to_string(classes[row]) + " of " + std::to_string(class_count) +
                                        " classes");
    }
    ++counts[static_cast<std::size_t>(classes[row])];
  }

  const auto present = class_count - static_cast<std::uint64_t>(std::count(counts.begin(), counts.end(), 0u));
  std::vector<float> weights(class_count, 0.0f);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (counts[i] > 0) {
      weights[i] = static_cast<float>(static_cast<double>(classes.size()) /
                                      (static_cast<double>(present) * static_cast<double>(counts[i])));
    }
  }
  return weights;
}

}  // namespace glissade
