#pragma once

#include <optional>
#include <string>
#include <vector>

namespace glissade::svg {

struct Bar {
  std::string label;
  std::string text;             ///< beside the label: the value with its unit, or why there is none
  std::optional<double> value;  ///< missing: no bar
  double low = 0.0;             ///< the range of the values that `value` is the median of
  double high = 0.0;
  std::string detail = {};  ///< shown under the pointer
};

/// One bar below the other; `full` is as wide as the drawing, and what is more is cut off there.
std::string bars(const std::string& title, const std::vector<Bar>& bars, double full);

}  // namespace glissade::svg
