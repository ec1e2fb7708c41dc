#include "report/pages/svg_curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "report/pages/svg_elements.hpp"
#include "text/text_format.hpp"

namespace glissade::svg {
namespace {

constexpr std::size_t most_points = 400;
/// The least of the values would be within a line's width of the drawing's edge for most of a linear curve.
constexpr double widest_linear = 30.0;

struct Range {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();

  bool empty() const { return !(lowest <= highest); }
  void include(double value) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
};

/// One axis: where the numbers between its ends are, from 0 to 1.
struct Axis {
  Range range;
  Scale scale = Scale::linear;

  bool has_place(double value) const {
    return std::isfinite(value) && (scale == Scale::linear || value > 0.0);
  }
  double place(double value) const {
    if (range.highest <= range.lowest)
      return 0.5;
    if (scale == Scale::logarithmic)
      return std::log(value / range.lowest) / std::log(range.highest / range.lowest);
    // Halves, because the difference of two numbers may be none.
    return (0.5 * value - 0.5 * range.lowest) / (0.5 * range.highest - 0.5 * range.lowest);
  }
};

/// Where the curves are drawn, and what its edges stand for.
struct Plot {
  static constexpr double left = 8.0, right = width - 8.0, top = 20.0, bottom = 180.0;
  Axis x, y;

  bool has_place(const Point& point) const { return x.has_place(point.x) && y.has_place(point.y); }
  double across(const Point& point) const { return left + (right - left) * x.place(point.x); }
  double down(const Point& point) const { return bottom - (bottom - top) * y.place(point.y); }
};

Plot plot_of(const std::vector<Curve>& curves, const CurveAxes& axes) {
  Plot plot;
  plot.x.scale = axes.x;
  plot.y.scale = axes.y;
  for (const Curve& curve : curves) {
    for (const Point& point : curve.points) {
      if (plot.x.has_place(point.x))
        plot.x.range.include(point.x);
      if (plot.has_place(point))
        plot.y.range.include(point.y);
    }
  }
  return plot;
}

/// The places of some hundred points of `count`, the first and the last among them.
std::vector<std::size_t> drawn_places(std::size_t count) {
  const std::size_t drawn = std::min(count, most_points);
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < drawn; ++place)
    places.push_back(drawn < 2 ? 0 : place * (count - 1) / (drawn - 1));
  return places;
}

/// The first curve is solid; each of the others has dashes where the ones before it show, so that curves in
/// the same place are seen to be.
std::string dashes(std::size_t place, std::size_t count) {
  constexpr double dash = 6.0;
  if (place == 0)
    return {};
  return " stroke-dasharray=\"" + number(dash) + ' ' + number(dash * static_cast<double>(count - 1)) +
         "\" stroke-dashoffset=\"" + number(-dash * static_cast<double>(place)) + '"';
}

/// Squares of one epoch stand beside each other, because they would often cover each other; those on a
/// logarithmic axis have a place of their own.
std::string square(const Curve& curve, const Point& point, std::size_t place, const Plot& plot) {
  const bool moves = curve.points.size() == 1 && plot.x.scale == Scale::linear;
  const double beside = moves ? 8.0 * static_cast<double>(place) : 0.0;
  return rectangle(plot.across(point) - 3.0 + beside, plot.down(point) - 3.0, 6.0, 6.0, color(place));
}

/// The stretches between gaps; a point alone is a square.
std::string drawn(const Curve& curve, std::size_t place, std::size_t count, const Plot& plot) {
  std::string drawing, points;
  std::size_t length = 0;
  const Point* last = nullptr;
  const auto end_stretch = [&] {
    if (length > 1) {
      drawing += "<polyline class=\"line " + color(place) + "\" points=\"" + points + '"' +
                 dashes(place, count) + "/>\n";
    } else if (length == 1) {
      drawing += square(curve, *last, place, plot);
    }
    points.clear();
    length = 0;
  };
  for (const std::size_t at : drawn_places(curve.points.size())) {
    const Point& point = curve.points[at];
    if (!plot.has_place(point)) {
      end_stretch();
      continue;
    }
    points += number(plot.across(point)) + ',' + number(plot.down(point)) + ' ';
    last = &point;
    ++length;
  }
  end_stretch();
  return drawing;
}

/// "0.09179 to 2.823, logarithmic".
std::string described_values(const Range& range, const CurveAxes& axes) {
  const auto number = [&](double value) { return axes.y_unit.empty() ? rounded(value) : whole(value); };
  std::string text = number(range.lowest);
  if (range.lowest < range.highest)
    text += " to " + number(range.highest);
  if (!axes.y_unit.empty())
    text += ' ' + axes.y_unit;
  return text + (axes.y == Scale::logarithmic ? ", logarithmic" : "");
}

std::string axis_labels(const Plot& plot, const CurveAxes& axes) {
  std::string labels;
  if (!plot.y.range.empty())
    labels += text_at(0.0, 12.0, described_values(plot.y.range, axes));
  if (!plot.x.range.empty()) {
    const auto number = [](double value) {
      return std::floor(value) == value ? whole(value) : rounded(value, 3);
    };
    labels += text_at(0.0, Plot::bottom + 18.0, axes.x_name + ' ' + number(plot.x.range.lowest));
    labels += text_at(width, Plot::bottom + 18.0, axes.x_name + ' ' + number(plot.x.range.highest), "end");
  }
  return labels;
}

}  // namespace

Curve epoch_curve(std::string name, const std::vector<double>& values) {
  Curve curve{std::move(name), {}, "none"};
  for (const double value : values)
    curve.points.push_back({static_cast<double>(curve.points.size() + 1), value});
  if (!values.empty())
    curve.text = (std::isfinite(values.back()) ? rounded(values.back(), 6) : "not finite") + " at the end";
  return curve;
}

Scale fitting_scale(const std::vector<Curve>& curves) {
  Range range;
  for (const Curve& curve : curves) {
    for (const Point& point : curve.points) {
      if (std::isfinite(point.y))
        range.include(point.y);
    }
  }
  const bool spans = !range.empty() && range.lowest > 0.0 && range.highest / range.lowest > widest_linear;
  return spans ? Scale::logarithmic : Scale::linear;
}

std::string curves(const std::string& title, const std::vector<Curve>& curves, const CurveAxes& axes) {
  constexpr double legend_pitch = 18.0;
  const Plot plot = plot_of(curves, axes);
  std::string drawing =
      open_drawing(title, Plot::bottom + 28.0 + legend_pitch * static_cast<double>(curves.size()));
  drawing += rectangle(0.0, Plot::top - 4.0, width, Plot::bottom - Plot::top + 8.0, "track");
  drawing += axis_labels(plot, axes);
  for (std::size_t place = 0; place < curves.size(); ++place) {
    const double y = Plot::bottom + 24.0 + legend_pitch * static_cast<double>(place);
    drawing += drawn(curves[place], place, curves.size(), plot);
    drawing += rectangle(0.0, y + 2.0, 10.0, 10.0, color(place));
    drawing += text_at(16.0, y + 12.0, curves[place].name);
    drawing += text_at(width, y + 12.0, curves[place].text, "end");
  }
  return drawing + close_drawing();
}

std::string epoch_curves(const std::string& title, const std::vector<Curve>& curves) {
  return svg::curves(title, curves, {.x_name = "epoch", .x = Scale::linear, .y = fitting_scale(curves)});
}

}  // namespace glissade::svg
