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

}  // namespace

std::string number(double value) {
  return format_number(std::round(10.0 * value) / 10.0);
}

std::string color(std::size_t place) {
  return "c" + std::to_string(place % colors);
}

std::string open_drawing(const std::string& title, double height) {
  return "<svg" + attribute("viewBox", "0 0 " + number(width) + ' ' + number(height)) +
         attribute("role", "img") + "><title>" + html_escaped(title) + "</title>\n";
}

std::string close_drawing() {
  return "</svg>\n";
}

std::string text_at(double x, double y, const std::string& text, const char* anchor) {
  return "<text" + attribute("x", number(x)) + attribute("y", number(y)) + attribute("text-anchor", anchor) +
         '>' + html_escaped(text) + "</text>\n";
}

std::string rectangle(double x, double y, double wide, double high, const std::string& style,
                      double opacity) {
  std::string element = "<rect" + attribute("x", number(x)) + attribute("y", number(y)) +
                        attribute("width", number(wide)) + attribute("height", number(high)) +
                        attribute("class", style);
  if (opacity < 1.0)
    element += attribute("fill-opacity", format_number(std::round(100.0 * opacity) / 100.0));
  return element + "/>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
  return "<line" + attribute("x1", number(x1)) + attribute("y1", number(y1)) + attribute("x2", number(x2)) +
         attribute("y2", number(y2)) + attribute("class", style) + "/>\n";
}

}  // namespace glissade::svg
