#include "data/csv/table_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> sorted_words(const ParsedTable& parsed, std::size_t column) {
  std::vector<std::string> words;
  for (const ColumnTexts::Text& text : parsed.texts_of(column).texts) {
    if (!parsed.options.missing.in_words(text.text)) {
      words.emplace_back(text.text);
    }
  }
  std::sort(words.begin(), words.end());
  return words;
}

double value_of(std::string_view text, const ColumnVerdict& verdict, const std::vector<std::string>& words,
                const MissingMarks& missing) {
  if (verdict.kind == ColumnVerdict::Kind::words) {
    const auto found = std::ranges::lower_bound(words, text);
    return found != words.end() && *found == text ? static_cast<double>(found - words.begin())
                                                  : missing_value;
  }
  if (missing.in_numbers(text)) {
    return missing_value;
  }
  return number_in_form(trimmed(text), verdict.form).value_or(missing_value);
}

void settle_column(ParsedTable& parsed, std::size_t column, const std::vector<std::string>& words) {
  const ColumnValues values = parsed.values_of(parsed.layout.slots[column]);
  const std::vector<CsvTile>& tiles = parsed.tiles();
#pragma omp parallel for schedule(dynamic) num_threads(team_size(parsed.options.threads, tiles.size()))
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    const TileColumn& found = parsed.tile_column(tile, column);
    std::vector<double> meanings(found.uses.size());
    for (const auto& [text, number] : found.texts) {
      meanings[number] = value_of(text, parsed.verdicts[column], words, parsed.options.missing);
    }
    for (std::uint64_t row = tiles[tile].first_row;
         !meanings.empty() && row < tiles[tile].first_row + tiles[tile].rows; ++row) {
      double& value = values[row];
      value = std::isnan(value) ? meanings[text_number(value)] : value;
    }
  }
}

/// Rows with a packed date, and with any value.
std::pair<std::uint64_t, std::uint64_t> count_packed_dates(const ColumnValues& values, std::uint64_t rows) {
  // Most columns hold none, and need no count.
  constexpr std::uint64_t enough = 16;
  std::uint64_t dates = 0;
  std::uint64_t present = 0;
  for (std::uint64_t row = 0; row < rows && (present < enough || dates > 0); ++row) {
    present += std::isnan(values[row]) ? 0 : 1;
    dates += is_packed_date(values[row]) ? 1 : 0;
  }
  return {dates, present};
}

/// Among so many dates, another number is a slip.
[[noreturn]] void refuse_odd_date(ParsedTable& parsed, std::size_t column) {
  parsed.parse_as_texts({column});
  const ColumnTexts texts = parsed.texts_of(column);
  const auto odd = std::ranges::find_if(texts.texts, [&](const ColumnTexts::Text& text) {
    return !parsed.options.missing.in_numbers(text.text) &&
           !is_packed_date(plain_number(trimmed(text.text)).value_or(0.0));
  });
  const std::string option = parsed.layout.option_name(column);
  throw CsvProblem{odd->use.first, column + 1,
                   quoted_for_message(odd->text) + " is not a date, but column '" +
                       parsed.layout.name(column) + "' holds dates such as 20240331",
                   "Correct the cell; or say {numeric} " + option + " if the column holds plain numbers."};
}

bool holds_packed_dates(ParsedTable& parsed, std::size_t column, const ColumnValues& values) {
  constexpr std::uint64_t fewest_rows = 3;
  constexpr std::uint64_t many = 30;
  const auto [dates, present] = count_packed_dates(values, parsed.rows());
  if (dates >= many && dates < present && 10 * dates > 9 * present) {
    refuse_odd_date(parsed, column);
  }
  return parsed.rows() >= fewest_rows && dates > 0 && dates == present;
}

void unpack_dates(ParsedTable& parsed, std::size_t column) {
  const CsvSlot& slot = parsed.layout.slots[column];
  NumberForm& form = parsed.table.columns[slot.index].form;
  const bool may_be_dates = slot.model == nullptr && !slot.numeric && form.is_plain() &&
                            parsed.verdicts[column].kind == ColumnVerdict::Kind::numbers;
  const ColumnValues values = parsed.values_of(slot);
  if (!may_be_dates || !holds_packed_dates(parsed, column, values)) {
    return;
  }
  for (std::uint64_t row = 0; row < parsed.rows(); ++row) {
    double& value = values[row];
    value = std::isnan(value) ? value : days_of_packed_date(value);
  }
  form.kind = NumberForm::Kind::packed_date;
  parsed.layout.notes.push_back(
      "column '" + parsed.layout.name(column) +
      "' holds dates such as 20240331, which are read as days since 1970-01-01; {numeric} " +
      parsed.layout.option_name(column) + " leaves them as they are");
}

}  // namespace

void settle_values(ParsedTable& parsed) {
  for (std::size_t column = 0; column < parsed.layout.slots.size(); ++column) {
    const CsvSlot& slot = parsed.layout.slots[column];
    const ColumnVerdict& verdict = parsed.verdicts[column];
    if (!slot.is_value() || !verdict.reason.empty()) {
      continue;
    }
    const bool holds_words = verdict.kind == ColumnVerdict::Kind::words;
    std::vector<std::string> words;
    if (parsed.has_texts(column)) {
      words = holds_words ? sorted_words(parsed, column) : words;
      settle_column(parsed, column, words);
    }
    // A model was told of what is as it was in training.
    if (!verdict.note.empty() && (slot.model != nullptr || !parsed.options.applies_model)) {
      parsed.layout.notes.push_back(verdict.note);
    }
    if (slot.role == CsvSlot::Role::feature) {
      parsed.table.columns[slot.index].categories = std::move(words);
      parsed.table.columns[slot.index].form = holds_words ? NumberForm() : verdict.form;
      unpack_dates(parsed, column);
    } else {
      parsed.table.targets.words = std::move(words);
      parsed.table.targets.form = holds_words ? NumberForm() : verdict.form;
    }
  }
}

}  // namespace glissade
