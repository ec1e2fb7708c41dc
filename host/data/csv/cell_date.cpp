#include "data/csv/cell_date.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "data/csv/cell_number.hpp"

namespace glissade {

namespace {

constexpr double minutes_a_day = 1440.0;
constexpr double seconds_a_day = 86400.0;

std::optional<double> days_of(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) {
    return std::nullopt;
  }
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// Takes exactly so many digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  int value = 0;
  if (text.size() < count || !std::ranges::all_of(text.substr(0, count), [](char letter) {
        return letter >= '0' && letter <= '9';
      })) {
    return std::nullopt;
  }
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char letter) {
  const bool found = text.starts_with(letter);
  text.remove_prefix(found ? 1 : 0);
  return found;
}

/// "12:30" as minutes.
std::optional<int> take_minutes(std::string_view& text, bool colon_optional) {
  const std::optional<int> hours = take_digits(text, 2);
  const bool colon = take(text, ':');
  const std::optional<int> minutes = hours && (colon || colon_optional) ? take_digits(text, 2) : std::nullopt;
  if (!minutes || *hours > 24 || *minutes > 59) {
    return std::nullopt;
  }
  return *hours * 60 + *minutes;
}

/// The share of a day that the rest of a date says.
std::optional<double> share_of_time(std::string_view text) {
  const std::optional<int> minutes = take_minutes(text, false);
  if (!minutes) {
    return std::nullopt;
  }
  double seconds = 0.0;
  if (take(text, ':')) {
    const std::optional<int> whole = take_digits(text, 2);
    if (!whole || *whole > 60) {
      return std::nullopt;
    }
    double share = 1.0;
    seconds = *whole;
    if (take(text, '.')) {
      while (const std::optional<int> digit = take_digits(text, 1)) {
        seconds += *digit * (share /= 10.0);
      }
    }
  }
  int offset = 0;
  if (text.starts_with('+') || text.starts_with('-')) {
    const bool west = text.starts_with('-');
    text.remove_prefix(1);
    const std::optional<int> zone = take_minutes(text, true);
    if (!zone) {
      return std::nullopt;
    }
    offset = west ? -*zone : *zone;
  } else {
    take(text, 'Z');
  }
  if (!text.empty()) {
    return std::nullopt;
  }
  return (*minutes - offset) / minutes_a_day + seconds / seconds_a_day;
}

}  // namespace

std::optional<double> days_of_date(std::string_view text) {
  const std::optional<int> year = take_digits(text, 4);
  if (!year || text.empty() || (text.front() != '-' && text.front() != '/')) {
    return std::nullopt;
  }
  const char between = text.front();
  text.remove_prefix(1);
  const std::optional<int> month = take_digits(text, 2);
  if (!month || !take(text, between)) {
    return std::nullopt;
  }
  const std::optional<int> day = take_digits(text, 2);
  const std::optional<double> days =
      day ? days_of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)) : std::nullopt;
  if (!days || text.empty()) {
    return days;
  }
  if (!take(text, 'T') && !take(text, ' ')) {
    return std::nullopt;
  }
  const std::optional<double> share = share_of_time(text);
  return share ? std::optional(*days + *share) : std::nullopt;
}

bool is_ambiguous_date(std::string_view text) {
  const auto take_short = [&] {
    std::size_t digits = 0;
    while (digits < 2 && take_digits(text, 1)) {
      ++digits;
    }
    return digits > 0;
  };
  if (!take_short() || text.empty() || std::string_view("/.-").find(text.front()) == std::string_view::npos) {
    return false;
  }
  const char between = text.front();
  text.remove_prefix(1);
  if (!take_short() || !take(text, between)) {
    return false;
  }
  std::string_view year = text.substr(0, text.find(' '));
  return (year.size() == 4 && take_digits(year, 4)) || (year.size() == 2 && take_digits(year, 2));
}

bool is_packed_date(double number) {
  constexpr double first = 19000101;
  constexpr double last = 21001231;
  if (!(number >= first && number <= last) || number != std::trunc(number)) {
    return false;
  }
  const auto digits = static_cast<unsigned>(number);
  return days_of(static_cast<int>(digits / 10000), digits / 100 % 100, digits % 100).has_value();
}

double days_of_packed_date(double number) {
  const auto digits = static_cast<unsigned>(number);
  return *days_of(static_cast<int>(digits / 10000), digits / 100 % 100, digits % 100);
}

}  // namespace glissade
