#include "report/pages/svg_elements.hpp"

#include <cmath>

#include "report/pages/html_text.hpp"
#include "text/number_text.hpp"

namespace glissade::svg {
namespace {

constexpr std::size_t colors = 6;

std::string attribute(const char* name, const std::string& value) {
  return ' ' + std::string(name) + "=\"" + value + '"';
}

std::string style_attribute(const std::string& style) {
  return style.empty() ? "" : attribute("class", style);
}

}  // namespace

std::string number(double value) {
  // Without the sign of a zero.
  return format_number(std::round(10.0 * value) / 10.0 + 0.0);
}

std::string color(std::size_t place) {
  return "c" + std::to_string(place % colors);
}

std::string open_drawing(const std::string& title, double height) {
  return "<svg" + attribute("viewBox", "0 0 " + number(width) + ' ' + number(height)) +
         attribute("role", "img") + attribute("aria-label", html_escaped(title)) + ">\n";
}

std::string close_drawing() {
  return "</svg>\n";
}

std::string text_at(double x, double y, const std::string& text, const char* anchor,
                    const std::string& style) {
  return "<text" + attribute("x", number(x)) + attribute("y", number(y)) + attribute("text-anchor", anchor) +
         style_attribute(style) + '>' + html_escaped(text) + "</text>\n";
}

std::string rectangle(double x, double y, double wide, double high, const std::string& style, double opacity,
                      const std::string& title) {
  std::string element = "<rect" + attribute("x", number(x)) + attribute("y", number(y)) +
                        attribute("width", number(wide)) + attribute("height", number(high)) +
                        style_attribute(style);
  if (opacity < 1.0)
    element += attribute("fill-opacity", format_number(std::round(100.0 * opacity) / 100.0));
  return element + (title.empty() ? "/>\n" : "><title>" + html_escaped(title) + "</title></rect>\n");
}

std::string circle(double x, double y, double radius, const std::string& style) {
  return "<circle" + attribute("cx", number(x)) + attribute("cy", number(y)) +
         attribute("r", number(radius)) + style_attribute(style) + "/>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
  return "<line" + attribute("x1", number(x1)) + attribute("y1", number(y1)) + attribute("x2", number(x2)) +
         attribute("y2", number(y2)) + style_attribute(style) + "/>\n";
}

}  // namespace glissade::svg
