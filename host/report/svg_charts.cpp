#include "report/svg_charts.hpp"

#include <algorithm>
#include <cmath>

#include "data/number_text.hpp"
#include "report/html_text.hpp"
#include "report/text_format.hpp"

namespace glissade::svg {
namespace {

constexpr double width = 360.0;
constexpr std::size_t colors = 6;

std::string number(double value) {
  return format_number(std::round(10.0 * value) / 10.0);
}

std::string color(std::size_t place) {
  return "c" + std::to_string(place % colors);
}

std::string open_drawing(const std::string& title, double height) {
  return "<svg viewBox=\"0 0 " + number(width) + ' ' + number(height) + "\" role=\"img\"><title>" +
         html_escaped(title) + "</title>\n";
}

std::string text_at(double x, double y, const std::string& text, const char* anchor = "start") {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" +
         html_escaped(text) + "</text>\n";
}

std::string rectangle(double x, double y, double wide, double high, const std::string& style) {
  return "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(wide) + "\" height=\"" +
         number(high) + "\" class=\"" + style + "\"/>\n";
}

/// Where the curves are drawn, and what its edges stand for.
struct Plot {
  double left = 8.0, right = width - 8.0, top = 20.0, bottom = 180.0;
  double lowest = 0.0, highest = 0.0;
  std::size_t count = 0;

  double x(std::size_t place) const {
    if (count < 2)
      return 0.5 * (left + right);
    return left + (right - left) * static_cast<double>(place) / static_cast<double>(count - 1);
  }
  double y(double value) const {
    if (highest <= lowest)
      return 0.5 * (top + bottom);
    return bottom - (bottom - top) * (value - lowest) / (highest - lowest);
  }
};

Plot plot_of(const std::vector<Curve>& curves) {
  Plot plot;
  bool first = true;
  for (const Curve& curve : curves) {
    plot.count = std::max(plot.count, curve.values.size());
    for (const double value : curve.values) {
      plot.lowest = first ? value : std::min(plot.lowest, value);
      plot.highest = first ? value : std::max(plot.highest, value);
      first = false;
    }
  }
  return plot;
}

/// The first is solid; each of the others has dashes where the ones before it show, so that curves in the
/// same place are seen to be.
std::string drawn(const Curve& curve, std::size_t place, std::size_t count, const Plot& plot) {
  constexpr double dash = 6.0;
  std::string points;
  for (std::size_t epoch = 0; epoch < curve.values.size(); ++epoch)
    points += number(plot.x(epoch)) + ',' + number(plot.y(curve.values[epoch])) + ' ';
  std::string drawing = "<polyline class=\"line " + color(place) + "\" points=\"" + points + '"';
  if (place > 0) {
    drawing += " stroke-dasharray=\"" + number(dash) + ' ' + number(dash * static_cast<double>(count - 1)) +
               "\" stroke-dashoffset=\"" + number(-dash * static_cast<double>(place)) + '"';
  }
  drawing += "/>\n";
  if (curve.values.size() == 1) {
    drawing += rectangle(plot.x(0) - 3.0 + 8.0 * static_cast<double>(place),
                         plot.y(curve.values.front()) - 3.0, 6.0, 6.0, color(place));
  }
  return drawing;
}

}  // namespace

std::string bars(const std::string& title, const std::vector<Bar>& bars, double full) {
  constexpr double pitch = 36.0;
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
    drawing += rectangle(0.0, top + 18.0, width, 10.0, "track");
    drawing += rectangle(0.0, top + 18.0, std::max(place_of(*bar.value), 1.0), 10.0, color(place));
    if (bar.high > bar.low) {
      const double from = place_of(bar.low);
      drawing += rectangle(from, top + 22.0, std::max(place_of(bar.high) - from, 1.0), 2.0, "range");
    }
  }
  return drawing + "</svg>\n";
}

std::string curves(const std::string& title, const std::vector<Curve>& curves) {
  constexpr double legend_pitch = 18.0;
  const Plot plot = plot_of(curves);
  std::string drawing =
      open_drawing(title, plot.bottom + 28.0 + legend_pitch * static_cast<double>(curves.size()));
  drawing += rectangle(0.0, plot.top - 4.0, width, plot.bottom - plot.top + 8.0, "track");
  drawing += text_at(0.0, 12.0, rounded(plot.highest));
  drawing += text_at(0.0, plot.bottom + 18.0, rounded(plot.lowest) + ", epoch 1");
  drawing += text_at(width, plot.bottom + 18.0, "epoch " + std::to_string(plot.count), "end");
  for (std::size_t place = 0; place < curves.size(); ++place) {
    const double y = plot.bottom + 24.0 + legend_pitch * static_cast<double>(place);
    drawing += drawn(curves[place], place, curves.size(), plot);
    drawing += rectangle(0.0, y + 2.0, 10.0, 10.0, color(place));
    drawing += text_at(16.0, y + 12.0, curves[place].name);
    drawing += text_at(width, y + 12.0, rounded(curves[place].values.back(), 6) + " at the end", "end");
  }
  return drawing + "</svg>\n";
}

}  // namespace glissade::svg
