#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/table.hpp"

namespace glissade {

/// Columns of numbers named x1, x2, … for a source that has no names.
std::vector<Column> default_columns(std::uint64_t count);

/// "y", or y1, y2, … for several.
std::vector<std::string> default_target_names(std::uint64_t count);

/// A hint for a name that is not among `known`: the names that it may be a slip of, else the first few of
/// all.
std::string suggest_names(std::string_view name, std::span<const std::string> known);

}  // namespace glissade
