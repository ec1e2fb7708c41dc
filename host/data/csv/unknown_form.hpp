#pragma once

#include <string_view>
#include <vector>

namespace glissade {

/// Whether nearly all of the distinct words are numbers with something around them: 5 kg, 2.5K, <2.5, 1.5-.
/// Ranges (20-29), times, ordinals (1st), addresses and codes such as P001 and 12A are none.
bool seem_numbers(const std::vector<std::string_view>& words);

/// Whether nearly all of the distinct words are at least nine digits, as many in each, and blanks between
/// groups of three of them: 612 345 678.
bool seem_telephone_numbers(const std::vector<std::string_view>& words);

}  // namespace glissade
