#include "report/pages/html_text.hpp"

#include "report/printable.hpp"

namespace glissade {

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char character : printable(text, "\uFFFD")) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace glissade
