#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// A text as UTF-8 without a mark at its start.
struct DecodedText {
  std::string_view text;  ///< into the original, or into `converted`
  std::string converted;
  bool was_utf16 = false;
};

/// Takes UTF-16 by its mark, and anything else for UTF-8. Throws Error(input) that names `path` for UTF-16
/// that is not well-formed. The result must not be moved.
void decode_text(const std::string& path, std::string_view bytes, DecodedText& decoded);

/// The text with one tab in the place of each run of blanks and tabs between cells, and none at the ends of
/// lines. What stands in quotes is left alone, and lines stay where they are.
std::string with_tabs_for_blanks(std::string_view text);

}  // namespace glissade
