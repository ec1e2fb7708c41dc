#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The one place where text from the command line or a configuration file becomes a number. Every function
/// takes the option's name for its message and throws Error(usage) that names the option, the value and what
/// would be accepted.
namespace glissade {

/// A whole number from `lowest` to `highest`.
std::uint64_t count_value(std::string_view option, std::string_view text, std::uint64_t lowest,
                          std::uint64_t highest);

/// Finite numbers; a bound is itself accepted unless it is open.
struct NumberRange {
  double lowest = 0.0;
  double highest = 0.0;
  bool lowest_open = false;
  bool highest_open = false;
};

double number_value(std::string_view option, std::string_view text, const NumberRange& range);

/// Seconds from a number with an optional unit: 90, 90s, 1.5m, 2h.
double duration_value(std::string_view option, std::string_view text);

/// Whole numbers separated by commas: 256,128.
std::vector<std::uint64_t> count_list_value(std::string_view option, std::string_view text,
                                            std::uint64_t lowest, std::uint64_t highest);

/// `name=weight` pairs separated by commas. A name is whatever stands before the last `=`.
std::vector<std::pair<std::string, double>> weight_list_value(std::string_view option, std::string_view text);

}  // namespace glissade
