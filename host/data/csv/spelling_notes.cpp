#include "data/csv/spelling_notes.hpp"

#include <algorithm>
#include <optional>

#include "data/csv/number_spelling.hpp"

namespace glissade {

std::string note_on_groups(const std::vector<std::string_view>& numbers, char decimal) {
  for (const std::string_view number : numbers) {
    const std::optional<NumberSpelling> spelling = spelling_of(number, decimal);
    if (!spelling || spelling->group.empty() || spelling->group == ".") {
      continue;
    }
    const std::string holds = "holds numbers such as " + std::string(without_blanks(number)) + ", whose ";
    if (spelling->group == ",") {
      return holds + "commas group digits; {decimal} , makes decimal signs of them";
    }
    return holds + (spelling->has_blanks() ? "blanks" : "apostrophes") + " group digits";
  }
  return {};
}

std::string note_on_parentheses(const std::vector<std::string_view>& numbers, char decimal) {
  for (const std::string_view number : numbers) {
    const std::optional<NumberSpelling> spelling = spelling_of(number, decimal);
    if (spelling && spelling->in_parentheses) {
      return ", and amounts in parentheses such as " + std::string(without_blanks(number)) +
             ", which are negative";
    }
  }
  return {};
}

bool are_all_in_parentheses(const std::vector<std::string_view>& numbers, char decimal) {
  return std::ranges::all_of(numbers, [&](std::string_view number) {
    const std::optional<NumberSpelling> spelling = spelling_of(number, decimal);
    return spelling && spelling->in_parentheses && spelling->unit.empty();
  });
}

}  // namespace glissade
