#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// The finite decimal number that the whole of `text` is; a leading '+' is allowed, spaces are not. Nothing
/// for anything else: "", "1x", "nan", "inf", "0x10", and what no double can hold, such as "1e999".
std::optional<double> parse_number(std::string_view text);

/// The whole number from 0 to 2^64 - 1 that the whole of `text` is; digits only, so that "-5" is none.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// The shortest text that reads back as the same number, whatever the locale.
std::string format_number(double value);
std::string format_number(float value);

/// Whether the text, a whole number without an exponent, stands for another number than the nearest double,
/// `value`: as a label it would become one with its neighbours.
bool is_inexact_whole_number(std::string_view text, double value);

}  // namespace glissade
