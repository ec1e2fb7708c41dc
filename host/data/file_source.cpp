#include "data/file_source.hpp"

#include <string>

#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::string_view header_option = ",header=";
constexpr std::string_view separator_option = ",separator=";

}  // namespace

char parse_separator(std::string_view value) {
  if (value == "tab" || value == "\\t") {
    return '\t';
  }
  if (value == "blanks") {
    return ' ';
  }
  // A separator must not be part of numbers, quotes or line ends.
  constexpr std::string_view impossible = "+-.eE\"\r\n0123456789";
  if (value.size() != 1 || value[0] == '\0' || impossible.find(value[0]) != std::string_view::npos) {
    throw Error(ErrorKind::usage, "'" + std::string(value) + "' cannot be the separator of a CSV file",
                "Give one character that is no part of a number, such as ';', or tab, or blanks.");
  }
  return value[0];
}

namespace {

bool parse_header(std::string_view value) {
  if (value != "yes" && value != "no") {
    throw Error(ErrorKind::usage, "header=" + std::string(value) + " is neither header=yes nor header=no");
  }
  return value == "yes";
}

}  // namespace

// A path may hold commas, and the separator may be one: options are what ends the text, and nothing else.
FileSource parse_file_source(std::string_view text) {
  FileSource source;
  while (true) {
    const std::size_t header = text.rfind(header_option);
    const std::size_t separator = text.rfind(separator_option);
    const bool is_header =
        separator == std::string_view::npos || (header != std::string_view::npos && header > separator);
    const std::size_t start = is_header ? header : separator;
    if (start == std::string_view::npos) {
      source.path = text;
      return source;
    }
    const std::string_view value = text.substr(start + (is_header ? header_option : separator_option).size());
    if (is_header ? source.header.has_value() : source.separator.has_value()) {
      throw Error(ErrorKind::usage, std::string(is_header ? "header=" : "separator=") + " is given twice");
    }
    if (is_header) {
      source.header = parse_header(value);
    } else {
      source.separator = parse_separator(value);
    }
    text = text.substr(0, start);
  }
}

}  // namespace glissade
