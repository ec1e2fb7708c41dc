#include "report/pages/svg_readout.hpp"

#include <algorithm>
#include <cmath>

#include "report/pages/svg_elements.hpp"
#include "text/text_format.hpp"

namespace glissade::svg {
namespace {

constexpr std::size_t most_strips = 100;

bool share_their_x(const std::vector<Curve>& curves) {
  return std::ranges::all_of(curves, [&](const Curve& curve) {
    return std::ranges::equal(curve.points, curves.front().points, {}, &Point::x, &Point::x);
  });
}

std::string x_text(const std::string& name, double x) {
  return name + ' ' + (std::floor(x) == x ? whole(x) : rounded(x, 3));
}

/// Shown while the pointer is on a strip.
std::string values_at(std::size_t at, const std::vector<Curve>& curves, const CurveAxes& axes,
                      const Plot& plot) {
  const double x = curves.front().points[at].x, across = plot.across(x);
  std::string drawing = line(across, plot.top, across, plot.bottom, "here") +
                        text_at(width, 12.0, x_text(axes.x_name, x), "end");
  for (std::size_t place = 0; place < curves.size(); ++place) {
    const double y = curves[place].points[at].y;
    const bool is_drawn = plot.has_place(x, y);
    if (is_drawn)
      drawing += circle(across, plot.down(y), 3.5, color(curves[place].color.value_or(place)));
    drawing += text_at(width, legend_baseline(plot, place), is_drawn ? axes.y_text(y) : "–", "end");
  }
  return drawing;
}

}  // namespace

double legend_baseline(const Plot& plot, std::size_t place) {
  constexpr double pitch = 19.0;
  return plot.end() + pitch * static_cast<double>(place + 1);
}

std::string readouts(const std::vector<Curve>& curves, const CurveAxes& axes, const Plot& plot) {
  if (curves.empty() || !share_their_x(curves))
    return {};
  const std::vector<Point>& points = curves.front().points;
  const std::vector<std::size_t> places = thinned_places(points.size(), most_strips);
  const auto middle = [&](std::size_t strip) {
    return 0.5 * (plot.across(points[places[strip]].x) + plot.across(points[places[strip + 1]].x));
  };
  std::string drawing;
  for (std::size_t strip = 0; strip < places.size(); ++strip) {
    const double from = strip == 0 ? plot.left : middle(strip - 1);
    const double to = strip + 1 == places.size() ? plot.right : middle(strip);
    drawing += "<g class=\"at\">" + rectangle(from, plot.top, to - from, plot.bottom - plot.top, "strip") +
               "<g class=\"tip\">\n" + values_at(places[strip], curves, axes, plot) + "</g></g>\n";
  }
  return drawing;
}

std::vector<std::size_t> thinned_places(std::size_t count, std::size_t most) {
  const std::size_t taken = std::min(count, most);
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < taken; ++place)
    places.push_back(taken < 2 ? 0 : place * (count - 1) / (taken - 1));
  return places;
}

}  // namespace glissade::svg
