#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other (optimal
/// string alignment); upper and lower case count as the same.
std::size_t edit_distance(std::string_view left, std::string_view right);

/// The candidates that `word` may be a slip of, in their own order: those that differ in upper and lower case
/// alone; else, where it has two letters or more, those of which at most a third of its letters differ, or
/// one.
std::vector<std::string> near_words(std::string_view word, std::span<const std::string> candidates);

/// The nearest of them, the first of equals; empty if there is none, or if `word` is longer than any option.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "Did you mean --epochs?", or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace glissade
