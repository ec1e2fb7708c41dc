#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/csv/cell_number.hpp"

namespace glissade {

/// Cells of the sample that tell the decimal sign; empty where none does.
struct DecimalEvidence {
  std::string comma;
  std::string point;
  std::string either;  ///< three digits behind a point: 1.234
};

/// `rows`: all as long as the first; those from `first_row` on hold data.
DecimalEvidence find_decimal_evidence(const std::vector<std::vector<std::string>>& rows,
                                      std::size_t first_row, char separator, const MissingMarks& missing);

}  // namespace glissade
