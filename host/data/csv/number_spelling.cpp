#include "data/csv/number_spelling.hpp"

#include <algorithm>
#include <array>

#include "data/csv/currency.hpp"

namespace glissade {

namespace {

constexpr std::string_view minus_sign = "\xe2\x88\x92";
constexpr std::string_view digits = "0123456789";
/// No-break, narrow no-break and thin spaces, and those of everybody.
constexpr std::array<std::string_view, 5> blanks{" ", "\t", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89"};
constexpr std::array<std::string_view, 2> apostrophes{"'", "\xe2\x80\x99"};

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool take(std::string_view& text, std::string_view prefix) {
  const bool found = text.starts_with(prefix);
  text.remove_prefix(found ? prefix.size() : 0);
  return found;
}

/// The parts around the digits.
struct Surroundings {
  bool has_sign = false;
  bool negative = false;
  bool in_parentheses = false;
  std::string_view unit;
};

bool take_sign(std::string_view& text, Surroundings& around) {
  if (around.has_sign) {
    return false;
  }
  around.negative = take(text, "-") || take(text, minus_sign);
  around.has_sign = around.negative || take(text, "+");
  return around.has_sign;
}

bool take_front_unit(std::string_view& text, char decimal, Surroundings& around) {
  const std::string_view front = text.substr(0, text.find_first_of("0123456789-+("));
  std::string_view unit = without_blanks(front.substr(0, front.find(minus_sign)));
  if (!is_currency(unit) && unit.ends_with(decimal)) {
    unit = without_blanks(unit.substr(0, unit.size() - 1));
  }
  if (!around.unit.empty() || !is_currency(unit)) {
    return false;
  }
  around.unit = unit;
  text.remove_prefix(static_cast<std::size_t>(unit.data() + unit.size() - text.data()));
  return true;
}

/// Signs, a unit and a parenthesis, in any order.
void take_front(std::string_view& text, char decimal, Surroundings& around) {
  bool found = true;
  while (found && !text.empty() && !is_digit(text.front())) {
    text = without_blanks(text);
    found = take_sign(text, around) || take_front_unit(text, decimal, around);
    if (!found && !around.in_parentheses && take(text, "(")) {
      found = around.in_parentheses = true;
    }
  }
}

/// Takes a unit and the parenthesis that ends an amount off the end. False where something else stands there.
bool take_end(std::string_view& text, Surroundings& around) {
  const std::size_t last_digit = text.find_last_of(digits);
  if (last_digit == std::string_view::npos) {
    return false;
  }
  std::string_view end = text.substr(last_digit + 1);
  // A sign of fractions may end the digits: 5.
  const bool is_sign = end.starts_with('.') || end.starts_with(',');
  end.remove_prefix(is_sign ? 1 : 0);
  text = text.substr(0, last_digit + (is_sign ? 2 : 1));
  std::string_view behind;
  if (around.in_parentheses) {
    const std::size_t close = end.find(')');
    if (close == std::string_view::npos) {
      return false;
    }
    behind = without_blanks(end.substr(close + 1));
    end = end.substr(0, close);
  }
  end = without_blanks(end);
  const std::string_view unit = end.empty() ? behind : end;
  if (unit.empty()) {
    return true;
  }
  const bool is_only = around.unit.empty() && (end.empty() || behind.empty());
  around.unit = unit;
  return is_only && (unit == "%" || is_currency(unit));
}

std::size_t take_digits(std::string_view& text, std::string& taken) {
  const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
  taken += text.substr(0, count);
  text.remove_prefix(count);
  return count;
}

/// Bytes of the mark that groups digits at the front of `text`; 0 where there is none.
std::size_t mark_size(std::string_view text, char decimal) {
  return text.starts_with(decimal == '.' ? ',' : '.') ? 1 : group_mark_size(text);
}

/// Takes the whole part off the front of `text`, and writes its digits to `spelling`. False where its groups
/// are none.
bool take_whole(std::string_view& text, char decimal, NumberSpelling& spelling) {
  const std::size_t first = take_digits(text, spelling.usual);
  std::size_t between = 0;
  std::size_t last = 0;
  for (std::size_t size = mark_size(text, decimal); size != 0; size = mark_size(text, decimal)) {
    const std::string_view mark = text.substr(0, size);
    const bool is_other =
        !spelling.group.empty() && (mark != spelling.group || (between != 0 && between != last));
    spelling.group = mark;
    between = last;
    text.remove_prefix(size);
    last = take_digits(text, spelling.usual);
    if (is_other || last == 0) {
      return false;
    }
  }
  const bool by_threes = first <= 3 && (between == 0 || between == 3);
  const bool by_twos =
      is_rupee(spelling.unit) && spelling.group == "," && first <= 2 && (between == 0 || between == 2);
  // Nobody groups digits behind a zero: 0,143 is a fraction.
  return spelling.group.empty() ||
         (first != 0 && last == 3 && (by_threes || by_twos) && !spelling.usual.starts_with('0'));
}

/// "USD 007", which is no amount.
bool is_code(const NumberSpelling& spelling) {
  return !spelling.unit.empty() && is_letter(spelling.unit.front()) && spelling.usual.size() > 1 &&
         spelling.usual[0] == '0' && is_digit(spelling.usual[1]);
}

}  // namespace

bool NumberSpelling::has_blanks() const {
  return std::ranges::find(blanks, group) != blanks.end();
}

std::string_view without_blanks(std::string_view text) {
  for (auto blank = blanks.begin(); blank != blanks.end();) {
    const bool front = text.starts_with(*blank);
    text.remove_prefix(front ? blank->size() : 0);
    const bool back = text.ends_with(*blank);
    text.remove_suffix(back ? blank->size() : 0);
    blank = front || back ? blanks.begin() : blank + 1;
  }
  return text;
}

std::size_t group_mark_size(std::string_view text) {
  if (text.empty() || text.front() == '\t') {
    return 0;
  }
  const auto is_here = [&](std::string_view mark) { return text.starts_with(mark); };
  const auto* const blank = std::ranges::find_if(blanks, is_here);
  const auto* const apostrophe = std::ranges::find_if(apostrophes, is_here);
  return blank != blanks.end() ? blank->size() : apostrophe != apostrophes.end() ? apostrophe->size() : 0;
}

std::optional<NumberSpelling> spelling_of(std::string_view text, char decimal) {
  Surroundings around;
  text = without_blanks(text);
  take_front(text, decimal, around);
  const bool has_two_signs = around.in_parentheses && around.has_sign;
  if (!take_end(text, around) || has_two_signs || text.empty() ||
      !(is_digit(text.front()) || text.front() == decimal)) {
    return std::nullopt;
  }
  NumberSpelling spelling{.negative = around.negative || around.in_parentheses,
                          .unit = around.unit,
                          .in_parentheses = around.in_parentheses};
  if (!take_whole(text, decimal, spelling) || is_code(spelling)) {
    return std::nullopt;
  }
  const bool has_two_decimals = text.size() == 3 && text.front() == decimal;
  if (take(text, std::string_view(&decimal, 1))) {
    spelling.usual += '.';
  }
  const bool is_amount = has_two_decimals || !spelling.group.empty() || is_currency(spelling.unit);
  if (text.find_first_of(".,") != std::string_view::npos || (spelling.in_parentheses && !is_amount)) {
    return std::nullopt;
  }
  spelling.usual += text;
  return spelling;
}

}  // namespace glissade
