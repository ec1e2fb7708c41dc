#pragma once

#include <optional>
#include <string_view>

namespace glissade {

/// Days since 1970-01-01 of an ISO 8601 date, 2024-03-31 or 2024/03/31, which a time may follow behind a T or
/// a space: 12:30, 12:30:05.25, and Z or +02:00 behind it. Nothing for anything else.
std::optional<double> days_of_date(std::string_view text);

}  // namespace glissade
