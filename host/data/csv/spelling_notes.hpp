#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// The note on the spelling of a column's numbers: "holds numbers such as 1'234.50, whose apostrophes
/// group digits". Empty where anybody expects it: plain numbers, and points between groups.
std::string note_on_groups(const std::vector<std::string_view>& numbers, char decimal);

/// ", and amounts in parentheses such as (345.58), which are negative"; empty where there are none.
std::string note_on_parentheses(const std::vector<std::string_view>& numbers, char decimal);

/// Whether each is an amount in parentheses without a currency, as standard errors are, too.
bool are_all_in_parentheses(const std::vector<std::string_view>& numbers, char decimal);

}  // namespace glissade
