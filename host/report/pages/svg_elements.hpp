#pragma once

#include <cstddef>
#include <string>

/// What drawings are made of. They stand in a page and are as wide as a phone in their own units; colours are
/// the page's classes c0 to c5, and text takes the page's colour.
namespace glissade::svg {

inline constexpr double width = 360.0;

/// A coordinate, to a tenth.
std::string number(double value);
/// The class of the colour that is taken at `place`; after the last comes the first again.
std::string color(std::size_t place);

/// `title` is for those who cannot see the drawing.
std::string open_drawing(const std::string& title, double height);
std::string close_drawing();
std::string text_at(double x, double y, const std::string& text, const char* anchor = "start");
/// `opacity` below 1 lets the page show through.
std::string rectangle(double x, double y, double wide, double high, const std::string& style,
                      double opacity = 1.0);
std::string line(double x1, double y1, double x2, double y2, const std::string& style);

}  // namespace glissade::svg
