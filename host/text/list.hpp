#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// "a, b, c".
std::string joined(std::span<const std::string> items, std::string_view separator = ", ");

/// The first `most` items, and ", …" if there are more.
std::string joined_briefly(std::span<const std::string> items, std::size_t most);

/// The parts between commas, at least one; views into `text`.
std::vector<std::string_view> split_at_commas(std::string_view text);

/// The same parts, as strings of their own.
std::vector<std::string> list_items(std::string_view text);

}  // namespace glissade
