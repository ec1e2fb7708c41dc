#pragma once

#include <string_view>

namespace glissade {

/// Writes all of `text`, however often the system takes only part of it. False with `errno` set otherwise.
bool write_all(int descriptor, std::string_view text) noexcept;

}  // namespace glissade
