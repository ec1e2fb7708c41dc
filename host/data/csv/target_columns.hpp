#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv/csv_columns.hpp"
#include "data/csv/csv_layout.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// The columns that `options`, or a model, names as targets, in that order; none where they may be absent and
/// are. Throws Error(input) where one does not exist, Error(usage) where one is needed and none is named.
std::vector<std::uint64_t> find_target_columns(const std::string& path, const CsvColumns& columns,
                                               const SourceOptions& options, CsvLayout& layout);

}  // namespace glissade
