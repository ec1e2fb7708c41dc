#pragma once

#include <cstdint>
#include <string_view>

namespace glissade {

enum class FileKind : std::uint8_t { csv, npy, idx, svmlight };

/// What a file is, by the first bytes of its (decompressed) content, and by its name where they do not say.
FileKind recognize_file(std::string_view path, std::string_view first_bytes);

}  // namespace glissade
