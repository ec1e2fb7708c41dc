#include "data/csv/decimal_evidence.hpp"

#include <algorithm>

#include "glissade/error.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

std::string note_of(char sign, const DecimalEvidence& evidence, std::optional<char> of_model) {
  const auto name = [](char decimal) { return decimal == ',' ? "decimal comma" : "decimal point"; };
  if (of_model && *of_model != sign) {
    return std::string("numbers have a ") + name(sign) + ", where the training data have a " +
           name(*of_model);
  }
  if (of_model || sign == '.') {
    return {};
  }
  std::string groups;
  if (!evidence.either.empty()) {
    for (const NumberForm& form : forms_of(evidence.either, ",")) {
      groups = ", and points between groups of digits: '" + evidence.either + "' is " +
               format_number(number_in_form(evidence.either, form).value_or(0.0));
    }
  }
  return "numbers have a decimal comma" + groups + "; {decimal} . reads it otherwise";
}

/// A currency may have a point, too: kr. 5.
bool has_point_in_digits(std::string_view cell) {
  const std::size_t first = cell.find_first_of("0123456789");
  const std::size_t point = cell.find('.', first);
  return point < cell.find_last_of("0123456789");
}

}  // namespace

DecimalEvidence find_decimal_evidence(const std::vector<std::vector<std::string>>& rows,
                                      std::size_t first_row, char separator, const MissingMarks& missing) {
  DecimalEvidence evidence;
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  for (std::uint64_t column = 0; column < columns; ++column) {
    DecimalEvidence here;
    bool all_comma = true;
    bool all_point = true;
    bool all_in_parentheses = true;
    for (std::size_t row = first_row; row < rows.size(); ++row) {
      const std::string& cell = rows[row][column];
      if (missing.in_numbers(cell)) {
        continue;
      }
      const auto fits = [&](std::string_view decimal) {
        return std::ranges::any_of(forms_of(cell, decimal), [](const NumberForm& form) {
          return form.kind == NumberForm::Kind::number;
        });
      };
      const bool fits_comma = fits(",");
      const bool fits_point = fits(".");
      all_comma &= fits_comma;
      all_point &= fits_point;
      all_in_parentheses &= cell.find(')') != std::string::npos;
      const bool is_comma = !fits_point || (separator == ';' && cell.find(',') != std::string::npos);
      here.comma = here.comma.empty() && fits_comma && is_comma ? cell : here.comma;
      here.point = here.point.empty() && fits_point && !fits_comma ? cell : here.point;
      here.either =
          here.either.empty() && fits_comma && fits_point && has_point_in_digits(cell) ? cell : here.either;
    }
    // Such a column is likely read as words.
    if (all_in_parentheses) {
      continue;
    }
    evidence.comma = evidence.comma.empty() && all_comma ? here.comma : evidence.comma;
    evidence.point = evidence.point.empty() && all_point ? here.point : evidence.point;
    evidence.either = evidence.either.empty() && all_comma && all_point ? here.either : evidence.either;
  }
  return evidence;
}

DecimalSign judge_decimal_sign(const DecimalEvidence& evidence, const DecimalContext& context) {
  if (!evidence.comma.empty() && !evidence.point.empty()) {
    throw Error(ErrorKind::input,
                context.path + ": '" + evidence.comma + "' has a decimal comma, and '" + evidence.point +
                    "' a decimal point",
                "Say {decimal} ',' or {decimal} '.'.");
  }
  if (!evidence.comma.empty() || !evidence.point.empty()) {
    const char sign = evidence.comma.empty() ? '.' : ',';
    return {.sign = sign, .note = note_of(sign, evidence, context.of_model)};
  }
  // A file that is cut like the model's was written like it, too.
  const bool is_like_model = context.of_model && context.separator == context.model_separator;
  if (context.separator == ',' && context.of_model && !is_like_model) {
    return {.sign = '.',
            .is_open = *context.of_model == ',',
            .note = evidence.either.empty() ? "" : note_of('.', evidence, context.of_model)};
  }
  const bool may_group = context.of_model ? *context.of_model == ',' : context.separator == ';';
  if (may_group && !is_like_model && !evidence.either.empty()) {
    throw Error(
        ErrorKind::input,
        context.path + ": '" + evidence.either +
            "' may have a decimal point, or a point between groups of digits, and no other number tells",
        "Say {decimal} '.' or {decimal} ','.");
  }
  return {.sign = context.of_model.value_or('.'),
          .is_open = context.separator == ';' || (context.of_model && !is_like_model)};
}

}  // namespace glissade
