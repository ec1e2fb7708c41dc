#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// A well-known format that is not read.
struct ForeignFormat {
  std::string_view name;  ///< with its article
  std::string_view hint;  ///< the way to a file that is read
};

/// The format of a file whose content starts so; nothing for any other.
std::optional<ForeignFormat> recognize_foreign_format(std::string_view first_bytes);

/// Throws Error(input) that names the format of the file at `path`, if it is such.
void refuse_foreign_format(const std::string& path, std::string_view first_bytes);

}  // namespace glissade
