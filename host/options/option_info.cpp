#include "options/option_info.hpp"

#include <algorithm>
#include <limits>

#include "text/number_text.hpp"

namespace glissade {
namespace {

/// 10^9 rather than a row of zeros.
std::string count_text(std::uint64_t count) {
  constexpr std::uint64_t few_zeros = 10'000'000;
  if (count == std::numeric_limits<std::uint64_t>::max())
    return "2^64-1";
  int zeros = 0;
  std::uint64_t rest = count;
  for (; rest > 1 && rest % 10 == 0; rest /= 10)
    ++zeros;
  return count >= few_zeros && rest == 1 ? "10^" + std::to_string(zeros) : std::to_string(count);
}

std::string count_range_text(const CountRange& range) {
  if (range.highest == std::numeric_limits<std::int64_t>::max())
    return "from " + count_text(range.lowest);
  return count_text(range.lowest) + " to " + count_text(range.highest);
}

/// Without the plus sign of 1e+30.
std::string number_text(double number) {
  std::string text = format_number(number);
  std::erase(text, '+');
  return text;
}

std::string number_range_text(const NumberRange& range) {
  std::string text = range.lowest_open ? "above " : "";
  text += number_text(range.lowest) + (range.lowest_open ? " and " : " to ");
  return text + (range.highest_open ? "below " : "") + number_text(range.highest);
}

}  // namespace

std::string placeholder(std::string_view name) {
  std::string text = "{" + std::string(name) + "}";
  std::ranges::replace(text, '-', '_');
  return text;
}

std::string range_text(const OptionInfo& info) {
  if (info.counts.highest > 0)
    return count_range_text(info.counts);
  return info.numbers.highest > 0.0 ? number_range_text(info.numbers) : std::string();
}

}  // namespace glissade
