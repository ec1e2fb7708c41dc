#pragma once

#include <cstddef>
#include <string_view>

namespace glissade {

/// Writes all of `text`, however often the system takes only part of it. False with `errno` set otherwise.
bool write_all(int descriptor, std::string_view text) noexcept;

/// The same for what is said beside the work, which must not wait for a reader for ever: once a signal has
/// asked the program to stop, a reader that takes nothing is waited for half a second. Returns the bytes
/// written; fewer than all with `errno` set.
std::size_t write_until_stopped(int descriptor, std::string_view text) noexcept;

}  // namespace glissade
