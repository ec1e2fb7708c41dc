#pragma once

#include <string_view>

namespace glissade {

/// Whether the text is a currency's sign (any of Unicode's), code (USD) or usual short name (kr, R$).
bool is_currency(std::string_view text);

/// Rupees are grouped by twos in front of the last three digits: 1,23,345.
bool is_rupee(std::string_view text);

}  // namespace glissade
