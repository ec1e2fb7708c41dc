#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/table.hpp"

namespace glissade {

/// What becomes of a column of a CSV file.
struct CsvSlot {
  enum class Role : std::uint8_t { ignored, feature, target };
  Role role = Role::ignored;
  std::uint64_t index = 0;  ///< among the features or the targets
};

/// What becomes of all columns of a CSV file.
struct CsvLayout {
  std::vector<CsvSlot> slots;  ///< one per column of the file
  std::vector<std::string> features;
  std::vector<std::string> targets;
};

/// Finds the targets and features that `options` ask for among the columns. `header` is empty for a file
/// without one. Throws Error(input) where a column does not exist or is wanted twice, Error(usage) where a
/// target is needed and not named.
CsvLayout lay_out_columns(const std::string& path, const std::vector<std::string>& header,
                          std::uint64_t columns, const SourceOptions& options);

}  // namespace glissade
