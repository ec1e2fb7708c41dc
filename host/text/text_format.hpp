#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// The shortest digits that read back as the same double, with a decimal point: "3.0", "0.1", "1.0e+20".
std::string exact_decimal(double value);

/// For people: a few significant digits, "–" where there is no value.
std::string rounded(double value, int digits = 4);
std::string rounded(const std::optional<double>& value, int digits = 4);

/// A share of 1 as "87.31 %".
std::string percentage(double share);

/// "1,234,567".
std::string grouped(std::uint64_t value);

/// A rate or the like as "1,234,567", without its fraction; "–" where it is negative or no number can be
/// told.
std::string whole(double value);

/// "1 row", "1,234 rows"; the plural of `noun` has an s, and -es after ss.
std::string counted(std::uint64_t value, std::string_view noun);

/// "60,000 rows, 784 columns → 784 features, no missing values"; a row may lack its target, too.
std::string described_shape(std::uint64_t rows, std::uint64_t columns, std::uint64_t features,
                            std::uint64_t missing_values, std::uint64_t missing_targets = 0);

/// "512 B", "1.5 KiB", "79.1 GiB".
std::string binary_size(std::uint64_t bytes);

/// "under 1 ms", "850 ms", "12.3 s", "2 min 5 s", "3 h 20 min".
std::string duration(double seconds);

}  // namespace glissade
