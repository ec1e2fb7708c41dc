#include "options/option_values.hpp"

#include <algorithm>

#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

constexpr double longest_duration = 1e9;  // seconds: three decades

[[noreturn]] void refuse(std::string_view option, std::string_view text, const std::string& accepted) {
  throw Error(ErrorKind::usage,
              std::string(option) + " takes " + accepted + ", not '" + std::string(text) + "'");
}

std::string describe(const CountRange& range) {
  return "from " + std::to_string(range.lowest) + " to " + std::to_string(range.highest);
}

bool within(std::uint64_t value, const CountRange& range) {
  return value >= range.lowest && value <= range.highest;
}

bool within(double value, const NumberRange& range) {
  return (range.lowest_open ? value > range.lowest : value >= range.lowest) &&
         (range.highest_open ? value < range.highest : value <= range.highest);
}

std::string describe(const NumberRange& range) {
  return std::string("a number ") + (range.lowest_open ? "above " : "from ") + format_number(range.lowest) +
         (range.highest_open ? " to below " : " to ") + format_number(range.highest);
}

}  // namespace

std::uint64_t count_value(std::string_view option, std::string_view text, const CountRange& range) {
  const auto value = parse_count(text);
  if (!value || !within(*value, range))
    refuse(option, text, "a whole number " + describe(range));
  return *value;
}

double number_value(std::string_view option, std::string_view text, const NumberRange& range) {
  const auto value = parse_number(text);
  if (!value || !within(*value, range))
    refuse(option, text, describe(range));
  return *value;
}

std::size_t choice_value(std::string_view option, std::string_view text,
                         std::span<const std::string_view> choices) {
  const auto found = std::ranges::find(choices, text);
  if (found != choices.end())
    return static_cast<std::size_t>(found - choices.begin());
  std::string accepted;
  for (std::size_t place = 0; place < choices.size(); ++place)
    accepted += (place == 0 ? "" : place + 1 == choices.size() ? " or " : ", ") + std::string(choices[place]);
  refuse(option, text, accepted);
}

double duration_value(std::string_view option, std::string_view text) {
  std::string_view digits = text;
  double unit = 1.0;
  if (!text.empty() && std::string_view("smh").find(text.back()) != std::string_view::npos) {
    unit = text.back() == 'h' ? 3600.0 : text.back() == 'm' ? 60.0 : 1.0;
    digits.remove_suffix(1);
  }
  const auto value = parse_number(digits);
  if (!value || !(*value > 0.0) || !(*value * unit <= longest_duration))
    refuse(option, text, "a time above 0 such as 90, 90s, 1.5m or 2h");
  return *value * unit;
}

std::vector<std::uint64_t> count_list_value(std::string_view option, std::string_view text,
                                            const CountRange& range) {
  std::vector<std::uint64_t> values;
  for (const std::string_view part : split_at_commas(text)) {
    const auto value = parse_count(part);
    if (!value || !within(*value, range))
      refuse(option, text, "whole numbers " + describe(range) + " separated by commas");
    values.push_back(*value);
  }
  return values;
}

std::vector<std::pair<std::string, double>> weight_list_value(std::string_view option, std::string_view text,
                                                              const NumberRange& range) {
  std::vector<std::pair<std::string, double>> weights;
  for (const std::string_view part : split_at_commas(text)) {
    const std::size_t equals = part.rfind('=');
    const auto value =
        equals == std::string_view::npos ? std::nullopt : parse_number(part.substr(equals + 1));
    if (!value || equals == 0 || !within(*value, range))
      refuse(option, text,
             "'balanced' or name=weight pairs separated by commas, weights from " +
                 format_number(range.lowest) + " to " + format_number(range.highest));
    const std::string name(part.substr(0, equals));
    const auto same_name = [&](const auto& other) { return other.first == name; };
    if (std::any_of(weights.begin(), weights.end(), same_name))
      throw Error(ErrorKind::usage, std::string(option) + " names '" + name + "' twice");
    weights.emplace_back(name, *value);
  }
  return weights;
}

}  // namespace glissade
