#include "data/csv/missing_codes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {

namespace {

/// The other values of a column that holds `code`.
struct OtherValues {
  OtherValues(const ColumnValues& values, std::uint64_t rows, double code) {
    for (std::uint64_t row = 0; row < rows; ++row) {
      if (values[row] == code) {
        ++coded_rows;
      } else if (!std::isnan(values[row])) {
        least = std::min(least, values[row]);
        largest = std::max(largest, values[row]);
      }
    }
  }

  /// Whether the code is further from all of them than they are from each other, many times over.
  bool are_far_from(double code) const {
    constexpr double many = 5.0;
    return coded_rows > 0 && largest > least &&
           std::max(least - code, code - largest) > many * (largest - least);
  }

  std::uint64_t coded_rows = 0;
  double least = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
};

/// The least and the largest value of every feature, by one pass in the order of memory.
std::vector<std::pair<double, double>> extremes_of(const Table& table) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t columns = table.columns.size();
  std::vector<std::pair<double, double>> extremes(columns, {infinity, -infinity});
  for (std::uint64_t row = 0; row < table.values.rows(); ++row) {
    const double* const values = table.values.view().row<double>(row);
    for (std::size_t column = 0; column < columns; ++column) {
      auto& [least, largest] = extremes[column];
      least = values[column] < least ? values[column] : least;
      largest = values[column] > largest ? values[column] : largest;
    }
  }
  return extremes;
}

}  // namespace

void note_missing_codes(ParsedTable& parsed) {
  constexpr double codes[] = {-999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0};
  CsvLayout& layout = parsed.layout;
  if (parsed.options.applies_model) {
    return;
  }
  const std::vector<std::pair<double, double>> extremes = extremes_of(parsed.table);
  for (std::size_t column = 0; column < layout.slots.size(); ++column) {
    const CsvSlot& slot = layout.slots[column];
    if (slot.role != CsvSlot::Role::feature || parsed.verdicts[column].kind != ColumnVerdict::Kind::numbers) {
      continue;
    }
    const ColumnValues values = parsed.values_of(slot);
    const auto [least, largest] = extremes[slot.index];
    for (const double code : codes) {
      if (code != least && code != largest) {
        continue;
      }
      const OtherValues others(values, parsed.rows(), code);
      if (others.are_far_from(code)) {
        const std::string text = format_number(code);
        layout.notes.push_back("column '" + layout.name(column) + "' holds " + text + " in " +
                               counted(others.coded_rows, "row") + ", far from its other values, " +
                               format_number(others.least) + " to " + format_number(others.largest) +
                               ": if it stands for a missing one, say {missing} " + text);
      }
    }
  }
}

}  // namespace glissade
