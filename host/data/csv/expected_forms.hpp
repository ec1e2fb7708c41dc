#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/csv/cell_number.hpp"
#include "data/csv/csv_layout.hpp"

namespace glissade {

/// Sets the form in which each column's numbers are read at first: that of the sampled cells, or the model's.
/// `rows`: all as long as the first, or none; those from `first_row` on hold data.
void expect_forms(CsvLayout& layout, const std::vector<std::vector<std::string>>& rows, std::size_t first_row,
                  char decimal, const MissingMarks& missing);

}  // namespace glissade
