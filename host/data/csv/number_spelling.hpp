#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// A number for people, taken apart: a unit in front or behind, groups of digits, an amount in parentheses.
struct NumberSpelling {
  std::string usual = {};  ///< without sign, unit and groups; a number only if plain_number() takes it
  bool negative = false;
  std::string_view unit = {};   ///< a currency or "%"; else empty
  std::string_view group = {};  ///< mark between groups of digits; else empty
  bool in_parentheses = false;  ///< a negative amount, as accountants write it

  bool has_blanks() const;  ///< between groups of digits
};

/// Without spaces, tabs and blanks of other widths around it.
std::string_view without_blanks(std::string_view text);

/// Bytes of the mark at the front of `text`, if it is an apostrophe or a blank, which may group digits; else
/// 0.
std::size_t group_mark_size(std::string_view text);

/// Nothing where the text is not written so. Groups have three digits each, the first of them no 0 (rupees:
/// two in front of the last three); the mark is one throughout: of point and comma the one that is not
/// `decimal`, an apostrophe, or a blank. Only amounts (with a currency, groups or two decimals) are taken out
/// of parentheses. The result refers to `text`.
std::optional<NumberSpelling> spelling_of(std::string_view text, char decimal);

}  // namespace glissade
