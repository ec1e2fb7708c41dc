#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/reading.hpp"

namespace glissade {

/// Without spaces and tabs around it.
std::string_view trimmed(std::string_view text);

/// The number that a cell says without any unit or grouping: "1.5", "+2", "0.45D1", "−3" (U+2212); "1e-400"
/// is 0. Nothing for an integer with a leading zero, which is a code, and for what a double cannot hold.
std::optional<double> plain_number(std::string_view text);

/// Digits alone, the first of them a superfluous zero: "007".
bool has_leading_zero(std::string_view text);

/// A number for people, but none that a double holds: "inf", "1e999", "9007199254740993".
bool is_unusable_number(std::string_view text);

/// A whole number that no double holds.
bool is_inexact_integer(std::string_view text);

/// The number in the given form, days for dates; nothing where the cell is not written so.
std::optional<double> number_in_form(std::string_view text, const NumberForm& form);

/// The forms other than the plain one that the text fits; `decimals`: characters that may be the decimal
/// sign.
std::vector<NumberForm> forms_of(std::string_view text, std::string_view decimals);

/// Day and month before a year, or month and day: nobody can tell.
bool is_ambiguous_date(std::string_view text);

/// Whether a number is a day such as 20240331, from 1900 to 2100.
bool is_packed_date(double number);
double days_of_packed_date(double number);

/// The cells that stand for missing values.
class MissingMarks {
 public:
  /// `extra`: as TextOptions::missing has them.
  explicit MissingMarks(const std::vector<std::string>& extra);

  /// In a column of words: an empty cell and what was asked for.
  bool in_words(std::string_view text) const;
  /// In a column of numbers: those, and NA, N/A, #N/A, NaN, null, None, ?, - and a point.
  bool in_numbers(std::string_view text) const;
  bool is_number_mark(double value) const;
  bool has_numbers() const { return !numbers_.empty(); }
  const std::vector<std::string>& extra() const { return extra_; }

 private:
  std::vector<std::string> extra_;
  std::vector<double> numbers_;
};

}  // namespace glissade
