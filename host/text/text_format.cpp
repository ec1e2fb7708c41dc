#include "text/text_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "text/number_text.hpp"

namespace glissade {
namespace {

/// `format` takes a precision and a value.
std::string formatted(const char* format, int precision, double value) {
  std::array<char, 64> text;
  // Without the sign that some of them have.
  std::snprintf(text.data(), text.size(), format, precision, std::isnan(value) ? std::abs(value) : value);
  return text.data();
}

}  // namespace

std::string exact_decimal(double value) {
  std::string text = format_number(value);
  if (!std::isfinite(value) || text.find('.') != std::string::npos)
    return text;
  return text.insert(std::min(text.find('e'), text.size()), ".0");
}

std::string rounded(double value, int digits) {
  const double magnitude = std::abs(value);
  if (std::isnan(value))
    return "nan";
  if (magnitude == 0.0)
    return formatted("%.*f", digits - 1, value);
  if (!(magnitude >= 1e-4 && magnitude < std::pow(10.0, digits + 3)))
    return formatted("%.*e", digits - 1, value);
  const int exponent = static_cast<int>(std::floor(std::log10(magnitude)));
  return formatted("%.*f", std::max(0, digits - 1 - exponent), value);
}

std::string rounded(const std::optional<double>& value, int digits) {
  return value ? rounded(*value, digits) : "–";
}

std::string percentage(double share) {
  return formatted("%.*f %%", 2, 100.0 * share);
}

std::string grouped(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t place = text.size(); place > 3; place -= 3)
    text.insert(place - 3, ",");
  return text;
}

std::string whole(double value) {
  return value >= 0.0 && value < 1e18 ? grouped(static_cast<std::uint64_t>(value)) : "–";
}

std::string counted(std::uint64_t value, std::string_view noun) {
  std::string text = grouped(value) + ' ' + std::string(noun);
  if (value != 1)
    text += noun.ends_with("ss") ? "es" : "s";
  return text;
}

std::string described_shape(std::uint64_t rows, std::uint64_t columns, std::uint64_t features,
                            std::uint64_t missing_values, std::uint64_t missing_targets) {
  std::string missing = missing_values == 0 ? "" : counted(missing_values, "missing value");
  if (missing_targets != 0)
    missing += (missing.empty() ? "" : ", ") + counted(missing_targets, "missing target");
  return counted(rows, "row") + ", " + counted(columns, "column") + " → " + counted(features, "feature") +
         ", " + (missing.empty() ? "no missing values" : missing);
}

std::string binary_size(std::uint64_t bytes) {
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  static constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double size = static_cast<double>(bytes) / 1024.0;
  std::size_t unit = 0;
  for (; size >= 1023.95 && unit + 1 < units.size(); ++unit)
    size /= 1024.0;
  return formatted("%.*f ", 1, size) + units[unit];
}

std::string duration(double seconds) {
  if (!(seconds < 1e9))
    return "very long";
  if (seconds < 0.001)
    return "under 1 ms";
  if (seconds < 0.9995)
    return formatted("%.*f ms", 0, 1000.0 * seconds);
  if (seconds < 99.95)
    return formatted("%.*f s", 1, seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600)
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace glissade
