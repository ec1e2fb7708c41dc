#include "data/csv/column_verdict.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "data/csv/number_spelling.hpp"
#include "data/csv/spelling_notes.hpp"
#include "data/csv/unknown_form.hpp"
#include "text/text_format.hpp"

namespace glissade {

namespace {

using Kind = ColumnVerdict::Kind;
using Text = ColumnTexts::Text;

/// Above it, other cells are slips.
constexpr double share_of_numbers = 0.9;
constexpr std::size_t most_mixed_categories = 20;
/// So many kinds of other words among numbers are codes, no slips and no marks.
constexpr std::size_t fewest_codes = 10;
/// Fewer rows tell nothing.
constexpr std::uint64_t fewest_cells = 10;
/// Up to here words are kept unless every row has its own.
constexpr std::size_t few_words = 10;
constexpr std::uint64_t few_rows = 5;

class Judge {
 public:
  Judge(const ColumnQuestion& question, const ColumnTexts& texts, const MissingMarks& missing)
      : question_(question), missing_(missing), numbers_(texts.numbers) {
    for (const Text& text : texts.texts) {
      if (!missing.in_numbers(text.text)) {
        others_.push_back(text);
      }
      if (!missing.in_words(text.text)) {
        words_.push_back(text);
      }
    }
  }

  ColumnVerdict verdict() const;

 private:
  /// Decisions, in the order in which they are tried; nothing where they do not apply.
  std::optional<ColumnVerdict> as_model_has_it() const;
  std::optional<ColumnVerdict> as_codes() const;
  std::optional<ColumnVerdict> as_lookalikes() const;
  std::optional<ColumnVerdict> in_one_form() const;
  ColumnVerdict in_form(const NumberForm& form) const;
  std::optional<ColumnVerdict> as_mixture() const;
  ColumnVerdict as_words(std::string note) const;
  std::string reason_to_leave_out() const;
  /// One of words that seem numbers, and what it looks like.
  std::string seeming_number() const;
  void refuse_ambiguous_dates() const;
  void refuse_decimal_commas() const;
  void refuse_open_commas(const NumberForm& form) const;
  void refuse_dates_as_numbers() const;

  using FormCounts = std::vector<std::pair<NumberForm, std::uint64_t>>;
  /// The cells that fit each form; the column's own is the first.
  FormCounts count_forms(std::string_view decimals) const;
  /// The form that most cells fit.
  NumberForm most_frequent_form() const;
  bool fits(std::string_view text, const NumberForm& form) const {
    return !has_leading_zero(trimmed(text)) && number_in_form(trimmed(text), form).has_value();
  }
  bool looks_like_number(std::string_view text) const {
    return !forms_of(trimmed(text), question_.decimals).empty() || is_unusable_number(trimmed(text)) ||
           is_ambiguous_date(trimmed(text));
  }
  std::uint64_t count(const std::vector<Text>& texts) const {
    std::uint64_t cells = 0;
    for (const Text& text : texts) {
      cells += text.use.count;
    }
    return cells;
  }
  static std::vector<std::string_view> strings(const std::vector<Text>& texts) {
    std::vector<std::string_view> strings;
    for (const Text& text : texts) {
      strings.push_back(text.text);
    }
    return strings;
  }
  template <class Predicate>
  bool all(const Predicate& predicate) const {
    return std::ranges::all_of(others_, [&](const Text& text) { return predicate(trimmed(text.text)); });
  }
  /// The first of the cells that do not fit `form`.
  [[noreturn]] void refuse_odd(const NumberForm& form) const;
  [[noreturn]] void refuse(const Text& text, const std::string& message, const std::string& hint) const {
    throw CsvProblem{text.use.first, question_.place + 1, quoted_for_message(text.text) + message, hint};
  }
  std::string option_hint(const std::string& option) const;
  /// Whether somebody could say that the column holds words.
  bool may_be_words() const {
    return !question_.has_model && !question_.applies_model && !question_.only_numbers;
  }

  const ColumnQuestion& question_;
  const MissingMarks& missing_;
  std::uint64_t numbers_;
  std::vector<Text> others_;  // neither numbers nor missing ones
  std::vector<Text> words_;   // in a column of words
};

/// "640 480", which may be two numbers where others say so.
bool is_digits_between_blanks(std::string_view text) {
  const std::optional<NumberSpelling> spelling = spelling_of(text, '.');
  return spelling && spelling->has_blanks() && spelling->unit.empty();
}

std::string described(const NumberForm& form) {
  if (form.kind != NumberForm::Kind::number) {
    return "dates, which are read as days since 1970-01-01";
  }
  if (!form.unit.empty()) {
    return "numbers with " + form.unit;
  }
  return form.decimal == ',' ? "numbers with a decimal comma" : "numbers";
}

Judge::FormCounts Judge::count_forms(std::string_view decimals) const {
  FormCounts counts{{question_.form, numbers_}};
  for (const Text& text : others_) {
    for (const NumberForm& form : forms_of(trimmed(text.text), decimals)) {
      const auto known = std::ranges::find(counts, form, &FormCounts::value_type::first);
      if (known == counts.end()) {
        counts.emplace_back(form, text.use.count);
      } else {
        known->second += text.use.count;
      }
    }
  }
  return counts;
}

NumberForm Judge::most_frequent_form() const {
  const FormCounts counts = count_forms(question_.decimals);
  return std::ranges::max_element(counts, {}, &FormCounts::value_type::second)->first;
}

std::string Judge::option_hint(const std::string& option) const {
  return "{" + option + "} " + question_.option;
}

void Judge::refuse_odd(const NumberForm& form) const {
  auto odd = std::ranges::find_if(others_, [&](const Text& text) { return !fits(text.text, form); });
  odd = odd == others_.end() ? others_.begin() : odd;
  const std::string cell(trimmed(odd->text));
  const std::string column = "column '" + question_.name + "'";
  if (is_inexact_integer(cell)) {
    refuse(*odd, " is a whole number that double precision cannot hold",
           may_be_words()
               ? "Write it with fewer digits; if it only tells rows apart, leave the column out: " +
                     option_hint("ignore") + "."
               : "Write it with fewer digits.");
  }
  if (is_unusable_number(cell)) {
    refuse(*odd, " is not a number within the range of double precision",
           "Correct the cell, or leave it empty if the value is missing.");
  }
  const bool comma = cell.find(',') != std::string::npos &&
                     number_in_form(cell, {.decimal = ',', .unit = form.unit}).has_value();
  const std::string or_words =
      may_be_words() ? ", " + option_hint("categorical") + " if the column holds words." : ".";
  refuse(*odd,
         (form.kind == NumberForm::Kind::number ? " is not a number" : " is not a date") +
             (plain_number(cell) || looks_like_number(cell) ? std::string(" as the others are, ")
                                                            : std::string(", ")) +
             "but " + column + " holds " + described(form),
         comma ? "If the comma is the decimal sign, say so with {decimal} ','."
               : "Correct the cell; or say {missing} '" + cell.substr(0, 20) + "' if it stands for no value" +
                     or_words);
}

std::optional<ColumnVerdict> Judge::as_model_has_it() const {
  if (!question_.has_model || question_.categorical) {
    return std::nullopt;
  }
  if (all([&](std::string_view text) { return number_in_form(text, question_.form).has_value(); })) {
    refuse_open_commas(question_.form);
    return ColumnVerdict{.form = question_.form};
  }
  if (!question_.all_texts) {
    return ColumnVerdict{.kind = Kind::ask_again};
  }
  const NumberForm form = most_frequent_form();
  const bool other_form = all([&](std::string_view text) { return number_in_form(text, form).has_value(); });
  if (other_form &&
      (form.kind == NumberForm::Kind::number) == (question_.form.kind == NumberForm::Kind::number)) {
    refuse_open_commas(form);
    ColumnVerdict verdict{.form = form};
    // Dates in another spelling mean the same.
    if (described(form) != described(question_.form)) {
      verdict.note = "column '" + question_.name + "' holds " + described(form) +
                     ", where the training data have " + described(question_.form);
    }
    return verdict;
  }
  // Words throughout are for the preprocessing to refuse.
  if (std::ranges::none_of(others_, [&](const Text& text) { return looks_like_number(text.text); })) {
    return as_words({});
  }
  refuse_odd(question_.form);
}

std::optional<ColumnVerdict> Judge::as_codes() const {
  const bool zeros =
      std::ranges::any_of(others_, [](const Text& text) { return has_leading_zero(trimmed(text.text)); });
  const bool inexact = question_.is_target && std::ranges::any_of(others_, [](const Text& text) {
                         return is_inexact_integer(trimmed(text.text));
                       });
  const bool digits = all(
      [](std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; });
  if (question_.numeric || !digits || (!zeros && !inexact)) {
    return std::nullopt;
  }
  if (!question_.all_texts) {
    return ColumnVerdict{.kind = Kind::ask_again};
  }
  return as_words(zeros ? "column '" + question_.name +
                              "' holds numbers with leading zeros, which are read as words; " +
                              option_hint("numeric") + " makes numbers of them"
                        : "");
}

ColumnVerdict Judge::in_form(const NumberForm& form) const {
  ColumnVerdict verdict{.form = form};
  refuse_open_commas(form);
  if (question_.has_model) {
    return verdict;
  }
  const std::vector<std::string_view> texts = strings(others_);
  const bool is_usual = form.unit.empty() && form.kind == NumberForm::Kind::number;
  std::string note = is_usual ? note_on_groups(texts, form.decimal) : "holds " + described(form);
  const std::string negative =
      form.kind == NumberForm::Kind::number ? note_on_parentheses(texts, form.decimal) : "";
  note = note.empty() && !negative.empty() ? "holds numbers" : note;
  verdict.note = note.empty() ? "" : "column '" + question_.name + "' " + note + negative;
  return verdict;
}

/// Digits, or amounts, that rather are no numbers for all their spelling.
std::optional<ColumnVerdict> Judge::as_lookalikes() const {
  const std::vector<std::string_view> texts = strings(others_);
  const bool telephones = seem_telephone_numbers(texts);
  const bool parentheses = numbers_ == 0 && are_all_in_parentheses(texts, question_.form.decimal);
  if (question_.numeric || question_.only_numbers || (!telephones && !parentheses)) {
    return std::nullopt;
  }
  if (!question_.all_texts) {
    return ColumnVerdict{.kind = Kind::ask_again};
  }
  return as_words("column '" + question_.name + "' holds " +
                  (telephones ? "what may be telephone numbers" : "nothing but amounts in parentheses") +
                  ", which are read as words; " + option_hint("numeric") + " makes " +
                  (telephones ? "" : "negative ") + "numbers of them");
}

std::optional<ColumnVerdict> Judge::in_one_form() const {
  const bool all_plain =
      question_.decimals == "." && all([&](std::string_view text) { return plain_number(text).has_value(); });
  if (all_plain) {
    return ColumnVerdict{};
  }
  for (const NumberForm& form : forms_of(trimmed(others_.front().text), question_.decimals)) {
    const bool fits_numbers = numbers_ == 0 || form == question_.form;
    if (fits_numbers && all([&](std::string_view text) {
          return !has_leading_zero(text) && number_in_form(text, form).has_value();
        })) {
      return in_form(form);
    }
  }
  return std::nullopt;
}

void Judge::refuse_ambiguous_dates() const {
  if (all([](std::string_view text) { return is_ambiguous_date(text); })) {
    refuse(others_.front(),
           " in column '" + question_.name + "' is a date of which nobody can tell day and month",
           may_be_words() ? "Write dates as 2024-03-31; or leave the column out: " + option_hint("ignore") +
                                ", or take them for words: " + option_hint("categorical") + "."
                          : "Write dates as 2024-03-31.");
  }
}

void Judge::refuse_decimal_commas() const {
  if (question_.decimals != "." || numbers_ != 0) {
    return;
  }
  FormCounts counts = count_forms(".,");
  std::stable_partition(counts.begin(), counts.end(),
                        [](const auto& count) { return count.first.decimal == '.'; });
  const FormCounts::value_type& most = *std::ranges::max_element(counts, {}, &FormCounts::value_type::second);
  const NumberForm& form = most.first;
  const std::uint64_t cells = most.second;
  const auto told = std::ranges::find_if(others_, [&](const Text& text) {
    return fits(text.text, form) && !fits(text.text, {.unit = form.unit});
  });
  const bool commas = form.decimal == ',' && told != others_.end() &&
                      static_cast<double>(cells) > share_of_numbers * static_cast<double>(count(others_));
  if (commas) {
    refuse(
        *told, " in column '" + question_.name + "' may be a number with a decimal comma, or a word",
        may_be_words() ? "Say {decimal} ',' or " + option_hint("categorical") + "." : "Say {decimal} ','.");
  }
}

/// A comma may be the decimal sign if nothing told it.
void Judge::refuse_open_commas(const NumberForm& form) const {
  const bool is_open =
      question_.decimal_is_open && form.kind == NumberForm::Kind::number && form.decimal == '.';
  const auto comma = std::ranges::find_if(
      others_, [](const Text& text) { return text.text.find(',') != std::string_view::npos; });
  if (is_open && comma != others_.end()) {
    refuse(*comma,
           " in column '" + question_.name +
               "' may have a decimal comma, or a comma between groups of digits, and nothing tells",
           "Say {decimal} ',' or {decimal} '.'.");
  }
}

void Judge::refuse_dates_as_numbers() const {
  const auto date = std::ranges::find_if(others_, [](const Text& text) {
    return number_in_form(trimmed(text.text), {.kind = NumberForm::Kind::date}).has_value();
  });
  if (date != others_.end()) {
    refuse(*date, " in column '" + question_.name + "' is a date, and no number",
           "Dates are read as days since 1970-01-01 where {numeric} does not name the column.");
  }
}

std::optional<ColumnVerdict> Judge::as_mixture() const {
  std::uint64_t numbers = numbers_;
  std::uint64_t digits_between_blanks = 0;
  std::set<std::string_view> odd;
  for (const Text& text : others_) {
    if (plain_number(trimmed(text.text)) || looks_like_number(text.text)) {
      numbers += text.use.count;
      digits_between_blanks += is_digits_between_blanks(text.text) ? text.use.count : 0;
    } else {
      odd.insert(text.text);
    }
  }
  const std::uint64_t cells = numbers_ + count(others_);
  if (numbers == 0) {
    return std::nullopt;
  }
  const bool mostly_numbers = static_cast<double>(numbers) > share_of_numbers * static_cast<double>(cells);
  if (!question_.all_texts && (!mostly_numbers || most_frequent_form() != question_.form)) {
    return ColumnVerdict{.kind = Kind::ask_again};
  }
  if (mostly_numbers) {
    refuse_odd(most_frequent_form());
  }
  numbers -= digits_between_blanks;
  if (numbers == 0) {
    return std::nullopt;
  }
  const std::size_t distinct = others_.size();
  const bool categories = distinct <= most_mixed_categories && 2 * distinct <= cells;
  const bool codes = odd.size() > fewest_codes || (2 * numbers <= cells && cells >= fewest_cells);
  if (!categories && !codes) {
    refuse_odd(most_frequent_form());
  }
  return as_words("column '" + question_.name + "' holds numbers and words, " +
                  counted(distinct, "different one") + ", and is read as words; " + option_hint("numeric") +
                  " refuses what is no number");
}

std::string Judge::reason_to_leave_out() const {
  const std::uint64_t cells = count(words_);
  const bool too_many = words_.size() > few_words ? 2 * words_.size() > question_.rows
                                                  : words_.size() == cells && cells > few_rows;
  if (question_.is_target || question_.keep || question_.has_model || question_.categorical || !too_many) {
    return {};
  }
  return counted(words_.size(), "different word") + " in " + counted(question_.rows, "row") +
         (seem_numbers(strings(words_)) ? ", such as " + seeming_number() : "");
}

std::string Judge::seeming_number() const {
  const auto shown =
      std::ranges::find_if(words_, [](const Text& text) { return !plain_number(trimmed(text.text)); });
  return quoted_for_message((shown == words_.end() ? words_.front() : *shown).text) +
         ", which look like numbers in a form that is not known";
}

ColumnVerdict Judge::as_words(std::string note) const {
  for (const Text& text : words_) {
    if (note.empty() && !question_.has_model && missing_.in_numbers(text.text)) {
      note = "column '" + question_.name + "': " + quoted_for_message(text.text) +
             " is a word like the others; {missing} " + std::string(trimmed(text.text)) +
             " makes a missing value of it";
    }
  }
  std::string reason = reason_to_leave_out();
  const bool may_be_slip = note.empty() && reason.empty() && !question_.has_model && !question_.categorical &&
                           !question_.is_target;
  if (may_be_slip && seem_numbers(strings(words_))) {
    note = "column '" + question_.name + "' holds words such as " + seeming_number() + "; " +
           option_hint("categorical") + " takes them for words without this line";
  }
  return {.kind = Kind::words, .note = std::move(note), .reason = std::move(reason)};
}

ColumnVerdict Judge::verdict() const {
  if (question_.categorical) {
    return as_words({});
  }
  if (others_.empty()) {
    return in_form(question_.form);
  }
  if (auto verdict = as_model_has_it()) {
    return *verdict;
  }
  if (auto verdict = as_lookalikes()) {
    return *verdict;
  }
  if (!question_.all_texts && !question_.form.is_plain()) {
    const bool all_fit = all([&](std::string_view text) { return fits(text, question_.form); });
    return all_fit ? in_form(question_.form) : ColumnVerdict{.kind = Kind::ask_again};
  }
  if (auto verdict = as_codes()) {
    return *verdict;
  }
  if (question_.numeric) {
    refuse_dates_as_numbers();
  }
  if (auto verdict = in_one_form()) {
    return *verdict;
  }
  if (question_.numeric) {
    if (all([&](std::string_view text) { return number_in_form(text, question_.form).has_value(); })) {
      return {.form = question_.form};
    }
    refuse_odd(most_frequent_form());
  }
  refuse_ambiguous_dates();
  refuse_decimal_commas();
  if (auto verdict = as_mixture()) {
    return *verdict;
  }
  return as_words({});
}

}  // namespace

ColumnVerdict judge_column(const ColumnQuestion& question, const ColumnTexts& texts,
                           const MissingMarks& missing) {
  return Judge(question, texts, missing).verdict();
}

}  // namespace glissade
