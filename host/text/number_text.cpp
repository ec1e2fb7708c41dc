#include "text/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace glissade {

namespace {

template <class T>
std::string shortest_text(T value) {
  // Its sign bit says nothing.
  if (std::isnan(value)) {
    return "nan";
  }
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) {
      return std::nullopt;
    }
  }
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

bool is_inexact_whole_number(std::string_view text, double value) {
  // Up to here doubles hold every whole number.
  if (std::abs(value) < 0x1p53) {
    return false;
  }
  text.remove_prefix(std::min(text.find_first_not_of("+-0"), text.size()));
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  const std::string_view digits = text.substr(0, point);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos ||
      fraction.find_first_not_of('0') != std::string_view::npos) {
    return false;
  }
  std::array<char, 320> exact;  // more than the digits of the largest double
  const auto end =
      std::to_chars(exact.data(), exact.data() + exact.size(), std::abs(value), std::chars_format::fixed).ptr;
  return digits != std::string_view(exact.data(), end);
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return value;
}

std::string format_number(double value) {
  return shortest_text(value);
}

std::string format_number(float value) {
  return shortest_text(value);
}

}  // namespace glissade
