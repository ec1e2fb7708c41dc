#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace glissade {

/// Whoever read standard output has seen enough, as `head` does after its lines: no failure, and nothing to
/// say.
struct OutputClosed {};

/// Writes all of `text` to standard output, unbuffered. Throws OutputClosed for a closed pipe, and
/// Error(failure) where it is not taken for another reason, such as a full disk.
void write_standard_output(std::string_view text);

/// Text for people, of which names may come from files: as printable_lines() has it.
void write_text(std::string_view text);

/// One JSON document, indented, with a newline. Bytes that are not UTF-8 are replaced, and what a terminal
/// might obey is escaped.
void write_json(const nlohmann::ordered_json& document);

}  // namespace glissade
