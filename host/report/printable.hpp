#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// Text from files and arguments as part of a line: `mark` stands for each control character (those beyond
/// ASCII, too), line and paragraph separator, mark that turns the direction of text, and byte that is not
/// UTF-8. Otherwise a name could colour, move, hide or reorder the text around it.
std::string printable(std::string_view text, std::string_view mark = "?");

/// The same for text of several lines: line ends stay.
std::string printable_lines(std::string_view text);

/// JSON text with the same characters, where it has them as they are, escaped: no value changes.
std::string printable_json(std::string_view text);

}  // namespace glissade
