#include "data/csv/decimal_evidence.hpp"

#include <algorithm>

namespace glissade {

DecimalEvidence find_decimal_evidence(const std::vector<std::vector<std::string>>& rows,
                                      std::size_t first_row, char separator, const MissingMarks& missing) {
  DecimalEvidence evidence;
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  for (std::uint64_t column = 0; column < columns; ++column) {
    DecimalEvidence here;
    bool all_comma = true;
    bool all_point = true;
    for (std::size_t row = first_row; row < rows.size(); ++row) {
      const std::string& cell = rows[row][column];
      if (missing.in_numbers(cell)) {
        continue;
      }
      const auto fits = [&](std::string_view decimal) {
        return std::ranges::any_of(forms_of(cell, decimal), [](const NumberForm& form) {
          return form.kind == NumberForm::Kind::number;
        });
      };
      const bool fits_comma = fits(",");
      const bool fits_point = fits(".");
      all_comma &= fits_comma;
      all_point &= fits_point;
      const bool is_comma = !fits_point || (separator == ';' && cell.find(',') != std::string::npos);
      here.comma = here.comma.empty() && fits_comma && is_comma ? cell : here.comma;
      here.point = here.point.empty() && fits_point && !fits_comma ? cell : here.point;
      const bool has_point = cell.find('.') != std::string::npos;
      here.either = here.either.empty() && fits_comma && fits_point && has_point ? cell : here.either;
    }
    evidence.comma = evidence.comma.empty() && all_comma ? here.comma : evidence.comma;
    evidence.point = evidence.point.empty() && all_point ? here.point : evidence.point;
    evidence.either = evidence.either.empty() && all_comma && all_point ? here.either : evidence.either;
  }
  return evidence;
}

}  // namespace glissade
