#include "data/csv/header.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace glissade {

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Kind = HeaderVerdict::Kind;

constexpr double share_that_decides = 0.9;
constexpr std::size_t rows_that_decide = 10;
constexpr std::size_t integers_that_decide = 8;
constexpr double first_year = 1900.0;
constexpr double last_year = 2100.0;

/// The cells below the first row in one column.
struct Below {
  std::size_t numbers = 0;
  std::size_t words = 0;
  std::size_t fractions = 0;
  bool repeats_first = false;

  bool is_number() const {
    return numbers > 0 &&
           static_cast<double>(numbers) >= share_that_decides * static_cast<double>(numbers + words);
  }
  bool is_word() const { return words > 0 && numbers == 0; }
};

class Judge {
 public:
  Judge(const Rows& rows, const MissingMarks& missing, std::string_view decimals)
      : rows_(rows), missing_(missing), decimals_(decimals) {
    for (std::size_t column = 0; column < rows[0].size(); ++column) {
      below_.push_back(look_below(column));
    }
  }

  HeaderVerdict verdict() const;

 private:
  bool is_number(const std::string& cell) const {
    return plain_number(cell).has_value() || has_leading_zero(cell) || !forms_of(cell, decimals_).empty() ||
           is_ambiguous_date(cell) || is_unusable_number(cell);
  }
  static bool is_integer(const std::string& cell) {
    const std::optional<double> number = plain_number(cell);
    return number && *number == std::trunc(*number) && cell.find_first_of(".,eE") == std::string::npos;
  }

  Below look_below(std::size_t column) const {
    Below below;
    for (std::size_t row = 1; row < rows_.size(); ++row) {
      const std::string& cell = rows_[row][column];
      below.repeats_first |= cell == rows_[0][column];
      if (missing_.in_numbers(cell)) {
        continue;
      }
      const bool number = is_number(cell);
      below.numbers += number ? 1 : 0;
      below.words += number ? 0 : 1;
      below.fractions += number && !is_integer(cell) ? 1 : 0;
    }
    return below;
  }

  /// The numbers among the first row's cells if they are consecutive integers, in any order; else none.
  std::vector<double> consecutive_integers() const;
  HeaderVerdict verdict_of_numbers() const;

  const Rows& rows_;
  const MissingMarks& missing_;
  std::string_view decimals_;
  std::vector<Below> below_;
};

std::vector<double> Judge::consecutive_integers() const {
  std::vector<double> integers;
  for (const std::string& cell : rows_[0]) {
    if (is_number(cell)) {
      if (!is_integer(cell)) {
        return {};
      }
      integers.push_back(*plain_number(cell));
    }
  }
  std::vector<double> sorted = integers;
  std::ranges::sort(sorted);
  const bool gaps =
      std::ranges::adjacent_find(sorted, [](double a, double b) { return b != a + 1; }) != sorted.end();
  return gaps || integers.size() < 2 ? std::vector<double>() : integers;
}

/// No word of the first row stands over a column of numbers.
HeaderVerdict Judge::verdict_of_numbers() const {
  const std::vector<double> integers = consecutive_integers();
  std::size_t over_fractions = 0;
  bool fits_words = true;
  bool words = false;
  for (std::size_t column = 0; column < below_.size(); ++column) {
    if (is_number(rows_[0][column])) {
      over_fractions += below_[column].fractions > 0 ? 1 : 0;
    } else {
      words = true;
      fits_words &= !below_[column].repeats_first;
    }
  }
  if (integers.empty() || rows_.size() < 2 || (words && !fits_words)) {
    return {Kind::row, {}};
  }
  const bool all_fractions = std::ranges::all_of(below_, [&](const Below& below) {
    return below.fractions == below.numbers && (below.numbers > 0 || words);
  });
  if (over_fractions > 0 &&
      (integers.size() >= 3 || (all_fractions && (words || rows_.size() > rows_that_decide)))) {
    return {Kind::names, "its numbers count up, over columns with fractions"};
  }
  if (integers.size() >= integers_that_decide) {
    return {Kind::names, "its numbers count up"};
  }
  const bool years = integers.front() >= first_year && integers.back() <= last_year;
  const bool in_order = std::ranges::is_sorted(integers);
  return {words && in_order && (years || integers.size() >= 3) ? Kind::either : Kind::row, {}};
}

HeaderVerdict Judge::verdict() const {
  const std::vector<std::string>& first = rows_[0];
  std::size_t words_over_numbers = 0;
  std::size_t fractions = 0;
  std::size_t numbers = 0;
  bool only_words = true;
  bool repeats = false;
  for (std::size_t column = 0; column < first.size(); ++column) {
    const bool nothing = missing_.in_numbers(first[column]);
    const bool number = !nothing && is_number(first[column]);
    const Below& below = below_[column];
    numbers += number ? 1 : 0;
    fractions += number && !is_integer(first[column]) ? 1 : 0;
    words_over_numbers += !nothing && !number && below.is_number() ? 1 : 0;
    only_words &= !nothing && !number && !below.is_number();
    repeats |= !number && !nothing && below.repeats_first;
  }
  const bool names_follow_nothing =
      first.size() > 1 && first[0].empty() &&
      std::none_of(first.begin() + 1, first.end(), [&](const std::string& cell) { return cell.empty(); });
  if (words_over_numbers > 0) {
    if (fractions > 0) {
      return {Kind::either, {}};
    }
    return {Kind::names, numbers > 0 ? "it has words over columns of numbers" : ""};
  }
  const bool first_column_is_full =
      std::all_of(rows_.begin() + 1, rows_.end(), [](const auto& row) { return !row[0].empty(); });
  // As pandas writes the only column, which it calls 0, beside its index.
  const bool is_unnamed_series = first.size() == 2 && first[1] == "0";
  if (names_follow_nothing && rows_.size() > 1 && first_column_is_full && fractions == 0 && !repeats &&
      (numbers == 0 || !consecutive_integers().empty() || is_unnamed_series)) {
    return {Kind::names, {}};
  }
  if (only_words) {
    return repeats ? HeaderVerdict{Kind::row, {}}
                   : HeaderVerdict{Kind::names, "none of its words is found below"};
  }
  return verdict_of_numbers();
}

}  // namespace

HeaderVerdict judge_first_row(const Rows& rows, const MissingMarks& missing, std::string_view decimals) {
  return Judge(rows, missing, decimals).verdict();
}

}  // namespace glissade
