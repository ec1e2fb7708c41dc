#pragma once

#include <optional>
#include <string>
#include <vector>

/// Drawings that stand in a page, as wide as a phone in their own units. Colours are the page's classes c0 to
/// c5, and text takes the page's colour.
namespace glissade::svg {

struct Bar {
  std::string label;
  std::string text;             ///< beside the label: the value with its unit, or why there is none
  std::optional<double> value;  ///< missing: no bar
  double low = 0.0;             ///< of the values that `value` is the median of
  double high = 0.0;
};

/// One bar below the other; `full` is as wide as the drawing, and what is more is cut off there. `title` is
/// for those who cannot see it.
std::string bars(const std::string& title, const std::vector<Bar>& bars, double full);

struct Curve {
  std::string name;
  std::vector<double> values;  ///< at 1, 2, …
};

/// All from the least to the largest value, with a legend.
std::string curves(const std::string& title, const std::vector<Curve>& curves);

}  // namespace glissade::svg
