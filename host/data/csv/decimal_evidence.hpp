#pragma once

#include <cstddef>
#include <optional>
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

/// The circumstances in which the decimal sign is judged.
struct DecimalContext {
  const std::string& path;  ///< for messages
  char separator = ',';
  std::optional<char> of_model = {};  ///< the sign that a model's numbers were read with
  char model_separator = ',';
};

struct DecimalSign {
  char sign = '.';
  /// Nothing in the sample told it, and a comma further down would be of either kind.
  bool is_open = false;
  std::string note = {};  ///< where nobody would expect it; else empty
};

/// A comma where it does not separate cells, some cells are numbers with it alone, and none without. Throws
/// Error(input) where both signs are likely.
DecimalSign judge_decimal_sign(const DecimalEvidence& evidence, const DecimalContext& context);

}  // namespace glissade
