#include "data/csv/unknown_form.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "data/csv/number_spelling.hpp"

namespace glissade {

namespace {

constexpr double nearly_all = 0.9;

/// In front of the digits, and behind them.
using Surroundings = std::pair<std::string_view, std::string_view>;

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// Takes digits, and points, commas and marks of groups between them, off the front.
void take_number(std::string_view& text) {
  while (!text.empty()) {
    const std::size_t mark =
        is_digit(text.front()) || text.front() == '.' || text.front() == ',' ? 1 : group_mark_size(text);
    if (mark == 0 || (!is_digit(text.front()) && (text.size() == mark || !is_digit(text[mark])))) {
      return;
    }
    text.remove_prefix(mark);
  }
}

std::optional<Surroundings> surroundings_of(std::string_view text) {
  constexpr std::array<std::string_view, 4> ordinals{"st", "nd", "rd", "th"};
  text = without_blanks(text);
  const std::size_t digit = std::min(text.find_first_of("0123456789"), text.size());
  const std::string_view front = text.substr(0, digit);
  std::string_view end = text.substr(digit);
  take_number(end);
  if (digit == text.size() || std::ranges::any_of(front, is_letter) || std::ranges::any_of(end, is_digit) ||
      std::ranges::find(ordinals, end) != ordinals.end()) {
    return std::nullopt;
  }
  return Surroundings(front, end);
}

/// Behind a blank, a power of a thousand, or no letters: then it may differ from cell to cell.
bool may_differ(std::string_view end) {
  constexpr std::array<std::string_view, 10> powers{"K", "k", "M", "m", "B", "b", "G", "T", "bn", "Mio"};
  return end.empty() || group_mark_size(end) != 0 || std::ranges::find(powers, end) != powers.end() ||
         std::ranges::none_of(end, is_letter);
}

/// 0: the word is no mere digits.
std::size_t count_digits(const std::optional<NumberSpelling>& spelling) {
  const bool is_bare = spelling && !spelling->negative && spelling->unit.empty() &&
                       (spelling->group.empty() || spelling->has_blanks()) &&
                       std::ranges::all_of(spelling->usual, is_digit);
  return is_bare ? spelling->usual.size() : 0;
}

bool are_nearly_all(std::size_t some, const std::vector<std::string_view>& words) {
  return words.size() > 1 && static_cast<double>(some) >= nearly_all * static_cast<double>(words.size());
}

}  // namespace

bool seem_numbers(const std::vector<std::string_view>& words) {
  constexpr std::size_t most_kinds = 4;
  std::set<Surroundings> kinds;
  std::size_t numbers = 0;
  for (const std::string_view word : words) {
    if (const std::optional<Surroundings> around = surroundings_of(word)) {
      kinds.insert(*around);
      ++numbers;
      if (kinds.size() > most_kinds) {
        return false;
      }
    }
  }
  return are_nearly_all(numbers, words) &&
         (kinds.size() == 1 ||
          std::ranges::all_of(kinds, [](const Surroundings& kind) { return may_differ(kind.second); }));
}

bool seem_telephone_numbers(const std::vector<std::string_view>& words) {
  constexpr std::size_t fewest_digits = 9;
  std::size_t length = 0;
  std::size_t alike = 0;
  bool has_blanks = false;
  for (const std::string_view word : words) {
    const std::optional<NumberSpelling> spelling = spelling_of(word, '.');
    const std::size_t size = count_digits(spelling);
    length = length == 0 ? size : length;
    alike += size == length && size >= fewest_digits ? 1 : 0;
    has_blanks |= size != 0 && spelling->has_blanks();
  }
  return has_blanks && are_nearly_all(alike, words);
}

}  // namespace glissade
