#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "options/option_info.hpp"

/// The one place where text from a command line or a configuration file becomes a value. Every function takes
/// the option's name for its message, and throws Error(usage) that names the option, the value and what would
/// be accepted.
namespace glissade {

std::uint64_t count_value(std::string_view option, std::string_view text, const CountRange& range);

double number_value(std::string_view option, std::string_view text, const NumberRange& range);

/// The place of `text` among `choices`.
std::size_t choice_value(std::string_view option, std::string_view text,
                         std::span<const std::string_view> choices);

/// Seconds from a number with an optional unit: 90, 90s, 1.5m, 2h.
double duration_value(std::string_view option, std::string_view text);

/// Whole numbers separated by commas: 256,128.
std::vector<std::uint64_t> count_list_value(std::string_view option, std::string_view text,
                                            const CountRange& range);

/// `name=weight` pairs separated by commas. A name is whatever stands before the last `=`.
std::vector<std::pair<std::string, double>> weight_list_value(std::string_view option, std::string_view text,
                                                              const NumberRange& range);

}  // namespace glissade
