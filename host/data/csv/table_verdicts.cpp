#include "data/csv/table_verdicts.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace glissade {

namespace {

/// The first complaint about a table is about what stands first in it.
class FirstProblem {
 public:
  template <class Work>
  void look(const Work& work) {
    try {
      work();
    } catch (const CsvProblem& problem) {
      if (!first_ || problem.position < first_->position) {
        first_ = problem;
      }
    }
  }
  void raise() const {
    if (first_) {
      throw *first_;
    }
  }

 private:
  std::optional<CsvProblem> first_;
};

/// Whether the classes of a column look like dates or like numbers with a unit, and none is a mere number.
bool holds_classes_as_words(const ParsedTable& parsed, std::size_t column) {
  const ColumnTexts texts = parsed.texts_of(column);
  bool found = false;
  for (const ColumnTexts::Text& text : texts.texts) {
    const std::string_view cell = trimmed(text.text);
    if (parsed.options.missing.in_numbers(text.text)) {
      continue;
    }
    if (plain_number(cell)) {
      return false;
    }
    found |= is_ambiguous_date(cell) || std::ranges::any_of(forms_of(cell, ".,"), is_word_as_class);
  }
  return found && texts.numbers == 0;
}

ColumnVerdict judge(const ParsedTable& parsed, std::size_t column, bool all_texts) {
  const CsvSlot& slot = parsed.layout.slots[column];
  const char decimal = parsed.options.decimal;
  const bool class_words = slot.classes && !slot.numeric && holds_classes_as_words(parsed, column);
  if (class_words && !all_texts) {
    return {.kind = ColumnVerdict::Kind::ask_again};
  }
  const ColumnQuestion question{
      .name = parsed.layout.name(column),
      .option = parsed.layout.option_name(column),
      .place = column,
      .is_target = slot.role == CsvSlot::Role::target,
      .categorical = slot.categorical || class_words,
      .numeric = slot.numeric,
      .keep = slot.keep,
      .only_numbers = slot.role == CsvSlot::Role::target && !slot.classes,
      .applies_model = parsed.options.applies_model,
      .form = all_texts && slot.model == nullptr ? NumberForm{.decimal = decimal} : slot.form,
      .all_texts = all_texts,
      .has_model = slot.model != nullptr,
      .decimals = std::string(1, decimal),
      .decimal_is_open = parsed.options.decimal_is_open,
      .rows = parsed.rows()};
  return judge_column(question, parsed.texts_of(column), parsed.options.missing);
}

/// Words may be numbers, but not where the model knows none that is.
void refuse_numbers_for_words(const ParsedTable& parsed, std::size_t column) {
  const auto is_number = [](std::string_view text) { return plain_number(trimmed(text)).has_value(); };
  const ColumnTexts texts = parsed.texts_of(column);
  const TextUse* first = nullptr;
  for (const ColumnTexts::Text& text : texts.texts) {
    if (parsed.options.missing.in_words(text.text)) {
      continue;
    }
    if (!is_number(text.text)) {
      return;
    }
    first = first == nullptr ? &text.use : first;
  }
  if (first != nullptr && std::ranges::none_of(parsed.layout.slots[column].model->categories, is_number)) {
    CsvCellReader reader(parsed.body.substr(static_cast<std::size_t>(first->first - parsed.body.data())),
                         parsed.options.lines.separator);
    throw CsvProblem{first->first, column + 1,
                     quoted_for_message(reader.next().text) + " is a number, but column '" +
                         parsed.layout.name(column) + "' held words in training",
                     "Give the columns in the form that the model was trained on."};
  }
}

void judge_as_parsed(ParsedTable& parsed, FirstProblem& problems) {
  for (std::size_t column = 0; column < parsed.layout.slots.size(); ++column) {
    const CsvSlot& slot = parsed.layout.slots[column];
    ColumnVerdict& verdict = parsed.verdicts[column];
    verdict.form = slot.form;
    if (slot.is_value() && (parsed.has_texts(column) || !slot.form.is_plain())) {
      problems.look([&] { verdict = judge(parsed, column, slot.as_text); });
    }
    if (slot.model != nullptr && slot.categorical) {
      problems.look([&] { refuse_numbers_for_words(parsed, column); });
    }
  }
}

/// Columns that turned out to be no mere numbers.
void judge_as_texts(ParsedTable& parsed, FirstProblem& problems) {
  std::vector<std::size_t> columns;
  for (std::size_t column = 0; column < parsed.verdicts.size(); ++column) {
    if (parsed.verdicts[column].kind == ColumnVerdict::Kind::ask_again) {
      columns.push_back(column);
    }
  }
  if (columns.empty()) {
    return;
  }
  parsed.parse_as_texts(columns);
  for (const std::size_t column : columns) {
    problems.look([&] { parsed.verdicts[column] = judge(parsed, column, true); });
  }
}

std::string missing_hint(bool target, bool applies_model) {
  if (target) {
    return applies_model ? "Fill the target in, or take the row out of the file."
                         : "Fill the target in, or leave out such rows with {impute} drop.";
  }
  return applies_model ? "Fill it in, or train the model again with {impute} mean, median or drop."
                       : "Fill it in, or say with {impute} what to do about missing values.";
}

bool holds_no_value(const ColumnTexts& texts, const MissingMarks& missing) {
  return texts.numbers == 0 &&
         std::ranges::all_of(texts.texts, [&](const auto& text) { return missing.in_numbers(text.text); });
}

/// Refuses missing values where none are allowed, and words among several targets.
void refuse_texts(const ParsedTable& parsed, std::size_t column, FirstProblem& problems) {
  const CsvParseOptions& options = parsed.options;
  const bool target = parsed.layout.slots[column].role == CsvSlot::Role::target;
  const bool words = parsed.verdicts[column].kind == ColumnVerdict::Kind::words;
  const bool may_lack = target ? options.allow_missing_targets : options.allow_missing;
  const ColumnTexts texts = parsed.texts_of(column);
  if (!target && !may_lack && !options.applies_model && holds_no_value(texts, options.missing)) {
    problems.look([&] {
      throw CsvProblem{texts.texts[0].use.first, column + 1,
                       "column '" + parsed.layout.name(column) + "' has no value in any row",
                       "Leave it out: {ignore} " + parsed.layout.option_name(column) + "."};
    });
  }
  for (const ColumnTexts::Text& text : texts.texts) {
    const bool missing = words ? options.missing.in_words(text.text) : options.missing.in_numbers(text.text);
    problems.look([&] {
      if (missing && !may_lack) {
        throw CsvProblem{text.use.first, column + 1,
                         "there is no value in column '" + parsed.layout.name(column) + "'",
                         missing_hint(target, options.applies_model)};
      }
      if (!missing && words && target && parsed.layout.targets.size() > 1) {
        throw CsvProblem{
            text.use.first, column + 1,
            quoted_for_message(text.text) + " is not a number, as each of several targets must be",
            "Name a single target to predict words."};
      }
    });
  }
}

}  // namespace

void judge_columns(ParsedTable& parsed) {
  FirstProblem problems;
  judge_as_parsed(parsed, problems);
  judge_as_texts(parsed, problems);
  for (std::size_t column = 0; column < parsed.layout.slots.size(); ++column) {
    if (parsed.layout.slots[column].is_value() && parsed.verdicts[column].reason.empty() &&
        parsed.has_texts(column)) {
      refuse_texts(parsed, column, problems);
    }
  }
  problems.raise();
}

}  // namespace glissade
