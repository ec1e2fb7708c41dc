#pragma once

#include <span>
#include <string>
#include <string_view>

namespace glissade {

/// The candidate with the fewest edits (insertions, deletions, substitutions, swapped neighbours) from
/// `word`, the first of equals; empty where none is near enough to have been meant.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "Did you mean --epochs?", or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace glissade
