#include "report/pages/html_text.hpp"

namespace glissade {

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
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
        // Control characters are not allowed in a document.
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f)
          escaped += "\uFFFD";
        else
          escaped += character;
    }
  }
  return escaped;
}

}  // namespace glissade
