#include "data/csv/small_integers.hpp"

#include <cmath>
#include <set>
#include <string>

#include "text/list.hpp"

namespace glissade {

namespace {

bool holds_small_integers(const ColumnValues& values, std::uint64_t rows) {
  constexpr std::size_t most = 10;
  constexpr double largest = 20.0;
  std::set<double> distinct;
  for (std::uint64_t row = 0; row < rows; ++row) {
    const double value = values[row];
    if (std::isnan(value)) {
      continue;
    }
    if (!(value >= 0.0 && value <= largest) || value != std::trunc(value)) {
      return false;
    }
    if (distinct.size() <= most) {
      distinct.insert(value);
    }
  }
  // Two values are the same as two categories.
  return distinct.size() > 2 && distinct.size() <= most;
}

}  // namespace

void note_small_integers(ParsedTable& parsed) {
  constexpr std::uint64_t fewest_rows = 30;
  const CsvLayout& layout = parsed.layout;
  std::vector<std::string> names;
  for (std::size_t column = 0; column < layout.slots.size() && parsed.rows() >= fewest_rows; ++column) {
    const CsvSlot& slot = layout.slots[column];
    if (slot.role == CsvSlot::Role::feature && slot.model == nullptr && !slot.numeric &&
        parsed.verdicts[column].kind == ColumnVerdict::Kind::numbers &&
        parsed.table.columns[slot.index].form.is_plain() &&
        holds_small_integers(parsed.values_of(slot), parsed.rows())) {
      names.push_back(layout.option_name(column));
    }
  }
  constexpr std::size_t most_named = 8;
  // Images are full of them, and nobody asks.
  if (!names.empty() && names.size() <= most_named) {
    parsed.layout.notes.push_back((names.size() == 1 ? "column " : "columns ") + joined(names) +
                                  (names.size() == 1 ? " holds" : " hold") +
                                  " few small integers, which are read as numbers; {categorical} " +
                                  joined(names, ",") + " makes categories of them");
  }
}

}  // namespace glissade
