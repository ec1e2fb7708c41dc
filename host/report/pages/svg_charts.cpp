#include "report/pages/svg_charts.hpp"

#include <algorithm>

#include "report/pages/svg_elements.hpp"

namespace glissade::svg {

std::string bars(const std::string& title, const std::vector<Bar>& bars, double full) {
  constexpr double pitch = 38.0;
  std::string drawing = open_drawing(title, pitch * static_cast<double>(bars.size()));
  const auto place_of = [&](double value) {
    return full > 0.0 ? width * std::clamp(value / full, 0.0, 1.0) : 0.0;
  };
  for (std::size_t place = 0; place < bars.size(); ++place) {
    const Bar& bar = bars[place];
    const double top = pitch * static_cast<double>(place);
    drawing += text_at(0.0, top + 13.0, bar.label);
    drawing += text_at(width, top + 13.0, bar.text, "end");
    if (!bar.value)
      continue;
    drawing += rectangle(0.0, top + 19.0, width, 11.0, "track", 1.0, bar.detail);
    drawing +=
        rectangle(0.0, top + 19.0, std::max(place_of(*bar.value), 1.0), 11.0, color(place), 1.0, bar.detail);
    if (bar.high > bar.low) {
      const double from = place_of(bar.low);
      drawing += rectangle(from, top + 23.5, std::max(place_of(bar.high) - from, 1.0), 2.0, "range");
    }
  }
  return drawing + close_drawing();
}

}  // namespace glissade::svg
