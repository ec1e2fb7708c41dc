#pragma once

#include <cstddef>
#include <string>

/// The elements of drawings. A drawing stands in a page and is about as wide as a phone in its own units;
/// colours are the page's classes c0 to c5.
namespace glissade::svg {

inline constexpr double width = 400.0;

/// A coordinate, to a tenth.
std::string number(double value);
/// The class of the colour at `place`; the colours repeat.
std::string color(std::size_t place);

/// `title` describes the drawing to those who cannot see it.
std::string open_drawing(const std::string& title, double height);
std::string close_drawing();
/// `style` is a class; empty: a name, in the page's ink.
std::string text_at(double x, double y, const std::string& text, const char* anchor = "start",
                    const std::string& style = "");
/// `opacity` below 1 lets the page show through; `title` is shown under the pointer.
std::string rectangle(double x, double y, double wide, double high, const std::string& style,
                      double opacity = 1.0, const std::string& title = "");
std::string circle(double x, double y, double radius, const std::string& style);
std::string line(double x1, double y1, double x2, double y2, const std::string& style);

}  // namespace glissade::svg
