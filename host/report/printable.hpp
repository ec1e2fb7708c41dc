#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// Text from files and arguments as part of a line on a terminal: '?' stands for each control character
/// (those beyond ASCII, too), line and paragraph separator, mark that turns the direction of text, and byte
/// that is not UTF-8. Else a name could colour, move, hide or reorder what else is said.
std::string printable(std::string_view text);

/// The same for text of several lines: line ends stay.
std::string printable_lines(std::string_view text);

/// JSON text with the same characters, where it has them as they are, escaped: no value changes.
std::string printable_json(std::string_view text);

}  // namespace glissade
