#include "data/csv/cell_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "data/csv/cell_date.hpp"
#include "data/csv/number_spelling.hpp"
#include "data/csv/short_decimal.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

constexpr std::string_view minus_sign = "\xe2\x88\x92";

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// `letters` from a to z.
bool equal_without_case(std::string_view text, std::string_view letters) {
  return std::equal(text.begin(), text.end(), letters.begin(), letters.end(),
                    [](char given, char letter) { return given == letter || given - 'A' + 'a' == letter; });
}

/// As C (-nan) and Microsoft's runtime (nan(ind)) write it.
bool is_not_a_number(std::string_view text) {
  text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  return equal_without_case(text, "nan") || equal_without_case(text, "nan(ind)") ||
         equal_without_case(text, "nan(snan)");
}

/// U+2212 becomes a hyphen, and the D of Fortran's exponents an E. False where nothing had to be changed.
bool make_usual(std::string_view text, std::string& usual) {
  const bool minus = text.starts_with(minus_sign);
  const std::size_t exponent =
      text.find('.') == std::string_view::npos ? std::string_view::npos : text.find_first_of("dD");
  if (!minus && exponent == std::string_view::npos) {
    return false;
  }
  usual = text;
  if (exponent != std::string_view::npos) {
    usual[exponent] = 'e';
  }
  if (minus) {
    usual.replace(0, minus_sign.size(), "-");
  }
  return true;
}

/// Whether the number, whose form is sound, is too small for a double rather than too large.
bool is_too_small(std::string_view text) {
  const std::size_t exponent_sign = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, exponent_sign);
  std::string_view exponent_text =
      exponent_sign == std::string_view::npos ? "0" : text.substr(exponent_sign + 1);
  exponent_text.remove_prefix(exponent_text.starts_with('+') ? 1 : 0);
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) {
    return true;
  }
  long exponent = 0;
  if (std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent).ec !=
      std::errc()) {
    return exponent_text.starts_with('-');
  }
  const std::size_t point = std::min(digits.find('.'), digits.size());
  return exponent + static_cast<long>(point) - static_cast<long>(first) < 0;
}

std::optional<double> number_or_zero(std::string_view text) {
  if (const std::optional<double> number = parse_number(text)) {
    return number;
  }
  text.remove_prefix(text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range && stop == end && is_too_small(text)) {
    return 0.0;
  }
  return std::nullopt;
}

std::optional<double> value_of(const NumberSpelling& spelling) {
  std::string fortran;
  if (is_inexact_integer(spelling.usual)) {
    return std::nullopt;
  }
  const std::optional<double> number =
      number_or_zero(make_usual(spelling.usual, fortran) ? fortran : spelling.usual);
  return number && spelling.negative ? std::optional(-*number) : number;
}

/// As most cells of a column with another decimal sign are.
std::optional<double> short_number(std::string_view text, char decimal) {
  std::array<char, 24> usual;
  if (text.size() > usual.size()) {
    return std::nullopt;
  }
  std::ranges::transform(text, usual.begin(), [&](char letter) {
    return letter == decimal ? '.' : letter == '.' ? ',' : letter;
  });
  double number = 0;
  const char* const end = usual.data() + text.size();
  return parse_short_decimal(usual.data(), end, number) == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool has_leading_zero(std::string_view text) {
  return text.size() > 1 && text.front() == '0' && std::ranges::all_of(text, is_digit);
}

bool is_inexact_integer(std::string_view text) {
  const std::optional<double> number = parse_number(text);
  return number && is_inexact_whole_number(text, *number);
}

std::optional<double> plain_number(std::string_view text) {
  if (has_leading_zero(text) || is_inexact_integer(text)) {
    return std::nullopt;
  }
  std::string usual;
  return number_or_zero(make_usual(text, usual) ? usual : text);
}

bool is_unusable_number(std::string_view text) {
  if (plain_number(text) || is_not_a_number(text)) {
    return false;
  }
  text.remove_prefix(text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
  double value = 0;
  const char* const end = text.data() + text.size();
  return !has_leading_zero(text) && std::from_chars(text.data(), end, value).ptr == end;
}

std::optional<double> number_in_form(std::string_view text, const NumberForm& form) {
  if (form.kind == NumberForm::Kind::date) {
    return days_of_date(text);
  }
  if (form.kind == NumberForm::Kind::packed_date) {
    const std::optional<double> number = plain_number(text);
    return number && is_packed_date(*number) ? std::optional(days_of_packed_date(*number)) : std::nullopt;
  }
  if (const std::optional<double> number =
          form.unit.empty() ? short_number(text, form.decimal) : std::nullopt) {
    return number;
  }
  const std::optional<NumberSpelling> spelling = spelling_of(text, form.decimal);
  return spelling && spelling->unit == form.unit ? value_of(*spelling) : std::nullopt;
}

std::vector<NumberForm> forms_of(std::string_view text, std::string_view decimals) {
  if (days_of_date(text)) {
    return {{.kind = NumberForm::Kind::date}};
  }
  std::vector<NumberForm> forms;
  for (const char decimal : decimals) {
    const std::optional<NumberSpelling> spelling = spelling_of(text, decimal);
    if (spelling && value_of(*spelling)) {
      forms.push_back({.decimal = decimal, .unit = std::string(spelling->unit)});
    }
  }
  return forms;
}

MissingMarks::MissingMarks(const std::vector<std::string>& extra) : extra_(extra) {
  for (const std::string& mark : extra_) {
    if (const std::optional<double> number = plain_number(mark)) {
      numbers_.push_back(*number);
    }
  }
}

bool MissingMarks::in_words(std::string_view text) const {
  text = trimmed(text);
  if (text.empty() || std::ranges::find(extra_, text) != extra_.end()) {
    return true;
  }
  const std::optional<double> number = has_numbers() ? plain_number(text) : std::nullopt;
  return number && is_number_mark(*number);
}

bool MissingMarks::in_numbers(std::string_view text) const {
  constexpr std::array<std::string_view, 5> words{"na", "n/a", "#n/a", "null", "none"};
  text = trimmed(text);
  return in_words(text) || text == "?" || text == "-" || text == "." || is_not_a_number(text) ||
         std::ranges::any_of(words, [&](std::string_view mark) { return equal_without_case(text, mark); });
}

bool MissingMarks::is_number_mark(double value) const {
  return std::ranges::find(numbers_, value) != numbers_.end();
}

}  // namespace glissade
