#include "report/pages/svg_curves.hpp"

#include <array>
#include <cmath>

#include "report/pages/svg_elements.hpp"
#include "report/pages/svg_plot.hpp"
#include "report/pages/svg_readout.hpp"

namespace glissade::svg {
namespace {

constexpr std::size_t most_points = 400;
constexpr double height = 180.0;
/// Beyond this ratio the least values lie within a line's width of a linear axis.
constexpr double widest_linear = 30.0;

Plot plot_of(const std::vector<Curve>& curves, const CurveAxes& axes) {
  Range x, y;
  const auto is_drawn = [](double value, Scale scale) {
    return std::isfinite(value) && (scale == Scale::linear || value > 0.0);
  };
  for (const Curve& curve : curves) {
    for (const Point& point : curve.points) {
      if (!is_drawn(point.x, axes.x))
        continue;
      x.include(point.x);
      if (is_drawn(point.y, axes.y))
        y.include(point.y);
    }
  }
  return {Axis(x, {.scale = axes.x, .most_ticks = 7, .least_step = axes.whole_x ? 1.0 : 0.0}),
          Axis(y, {.scale = axes.y, .rounds_out = true}), height};
}

/// The first curve is solid; the gaps of the others show curves in the same place.
std::string dashes(std::size_t place) {
  constexpr std::array patterns{"", "8 4", "2.5 3.5", "9 4 2.5 4", "14 5", "5 2"};
  const std::string pattern = patterns[place % patterns.size()];
  return pattern.empty() ? "" : " stroke-dasharray=\"" + pattern + '"';
}

/// One curve of several, in its colour.
struct Stroke {
  const Curve& curve;
  std::size_t place;
  std::size_t count;

  std::string style() const { return color(curve.color.value_or(place)); }
};

/// Squares of one epoch stand beside each other, because they would often cover each other; those on a
/// logarithmic axis have a place of their own.
std::string square(const Stroke& stroke, const Point& point, const CurveAxes& axes, const Plot& plot) {
  const bool moves = stroke.curve.points.size() == 1 && axes.x == Scale::linear;
  const double beside =
      moves ? 10.0 * static_cast<double>(stroke.place) - 5.0 * static_cast<double>(stroke.count - 1) : 0.0;
  return rectangle(plot.across(point.x) - 4.0 + beside, plot.down(point.y) - 4.0, 8.0, 8.0, stroke.style(),
                   1.0, stroke.curve.name + ": " + axes.y_text(point.y));
}

/// The stretches between gaps; a point alone is a square.
std::string drawn(const Stroke& stroke, const CurveAxes& axes, const Plot& plot) {
  std::string drawing, points;
  std::size_t length = 0;
  const Point* last = nullptr;
  const auto end_stretch = [&] {
    if (length > 1) {
      drawing += "<polyline class=\"line " + stroke.style() + "\" points=\"" + points + '"' +
                 dashes(stroke.place) + "/>\n";
    } else if (length == 1) {
      drawing += square(stroke, *last, axes, plot);
    }
    points.clear();
    length = 0;
  };
  for (const std::size_t at : thinned_places(stroke.curve.points.size(), most_points)) {
    const Point& point = stroke.curve.points[at];
    if (!plot.has_place(point.x, point.y)) {
      end_stretch();
      continue;
    }
    points += number(plot.across(point.x)) + ',' + number(plot.down(point.y)) + ' ';
    last = &point;
    ++length;
  }
  end_stretch();
  return drawing;
}

/// A line across the plot and a ring around each curve's point on it.
std::string best_mark(const std::vector<Curve>& curves, double best, const Plot& plot) {
  const double across = plot.across(best);
  std::string drawing = line(across, plot.top, across, plot.bottom, "best");
  for (std::size_t place = 0; place < curves.size(); ++place) {
    for (const Point& point : curves[place].points) {
      if (point.x == best && plot.has_place(point.x, point.y))
        drawing +=
            circle(across, plot.down(point.y), 4.5, "ring " + color(curves[place].color.value_or(place)));
    }
  }
  return drawing;
}

/// A piece of the curve, or its point.
std::string sample(const Stroke& stroke, double y) {
  if (stroke.curve.points.size() == 1)
    return rectangle(6.0, y - 9.0, 8.0, 8.0, stroke.style());
  return "<polyline class=\"line " + stroke.style() + "\" points=\"0," + number(y - 4.5) + " 20," +
         number(y - 4.5) + '"' + dashes(stroke.place) + "/>\n";
}

std::string legend(const std::vector<Curve>& curves, const CurveAxes& axes, const Plot& plot) {
  constexpr double indent = 28.0;
  std::string drawing;
  for (std::size_t place = 0; place < curves.size(); ++place) {
    const double y = legend_baseline(plot, place);
    drawing += sample({curves[place], place, curves.size()}, y) + text_at(indent, y, curves[place].name) +
               text_at(width, y, curves[place].text, "end", "last");
  }
  if (axes.best_x) {
    const double y = legend_baseline(plot, curves.size());
    drawing += line(10.0, y - 12.0, 10.0, y + 3.0, "best") + text_at(indent, y, axes.best_name);
  }
  return drawing;
}

}  // namespace

std::string plain_text(double value) {
  return rounded(value, 5);
}

std::string percent_text(double value) {
  return percentage(0.01 * value);
}

Curve epoch_curve(std::string name, const std::vector<double>& values, ValueText text) {
  Curve curve{std::move(name), {}, "none"};
  for (const double value : values)
    curve.points.push_back({static_cast<double>(curve.points.size() + 1), value});
  if (!values.empty())
    curve.text = (std::isfinite(values.back()) ? text(values.back()) : "not finite") + " at the end";
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
  const Plot plot = plot_of(curves, axes);
  const std::size_t lines = curves.size() + (axes.best_x ? 1 : 0);
  std::string drawing = open_drawing(title, legend_baseline(plot, lines) - 8.0) +
                        plot.axes(axes.x_name + (axes.x == Scale::logarithmic ? ", logarithmic" : ""),
                                  axes.y_name + (axes.y == Scale::logarithmic ? ", logarithmic" : ""));
  for (std::size_t place = 0; place < curves.size(); ++place)
    drawing += drawn({curves[place], place, curves.size()}, axes, plot);
  if (axes.best_x)
    drawing += best_mark(curves, *axes.best_x, plot);
  return drawing + readouts(curves, axes, plot) + legend(curves, axes, plot) + close_drawing();
}

}  // namespace glissade::svg
