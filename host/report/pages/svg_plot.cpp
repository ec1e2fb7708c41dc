#include "report/pages/svg_plot.hpp"

#include <algorithm>

#include "report/pages/svg_elements.hpp"

namespace glissade::svg {
namespace {

constexpr double above = 26.0;  // for the name of the values
constexpr double gap = 6.0;     // between numbers and plot
/// Half of the last number of the axis across.
constexpr double beside = 16.0;

/// The width of a number, in a font that is not known: rather too much.
double text_width(const std::string& text) {
  constexpr double digit = 7.2;
  // Bytes of a minus sign that are not letters.
  const auto letters = std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; });
  return digit * static_cast<double>(letters);
}

}  // namespace

Plot::Plot(Axis x, Axis y, double height)
    : right(width - beside), top(above), bottom(above + height), x_(std::move(x)), y_(std::move(y)) {
  double widest = 0.0;
  for (const Tick& tick : y_.ticks())
    widest = std::max(widest, text_width(tick.text));
  left = widest + gap + 2.0;
}

std::string Plot::axes(const std::string& x_name, const std::string& y_name) const {
  std::string drawing = text_at(0.0, 12.0, y_name, "start", "name");
  for (const Tick& tick : y_.ticks()) {
    const double y = down(tick.value);
    drawing += line(left, y, right, y, "grid") + text_at(left - gap, y + 4.0, tick.text, "end", "tick");
  }
  double free_from = 0.0;
  for (const Tick& tick : x_.ticks()) {
    const double x = across(tick.value), half = 0.5 * text_width(tick.text);
    drawing += line(x, top, x, bottom, "grid");
    if (x - half < free_from)
      continue;
    drawing += text_at(x, bottom + 16.0, tick.text, "middle", "tick");
    free_from = x + half + gap;
  }
  return drawing + line(left, bottom, right, bottom, "axis") +
         text_at(0.5 * (left + right), bottom + 32.0, x_name, "middle", "name");
}

double Plot::end() const {
  return bottom + 40.0;
}

}  // namespace glissade::svg
