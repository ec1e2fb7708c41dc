#include "data/csv/expected_forms.hpp"

#include <algorithm>
#include <string_view>

namespace glissade {

namespace {

bool fits(std::string_view cell, const NumberForm& form) {
  return !has_leading_zero(cell) &&
         ((form.is_plain() && plain_number(cell).has_value()) || number_in_form(cell, form).has_value());
}

NumberForm common_form(const std::vector<std::string_view>& cells, const CsvSlot& slot, char decimal) {
  const NumberForm plain{.decimal = decimal};
  const std::vector<NumberForm> forms =
      cells.empty() ? std::vector<NumberForm>() : forms_of(cells[0], std::string(1, decimal));
  // A date is none of the numbers that somebody says the column holds.
  const bool usable = !forms.empty() && (!slot.numeric || forms[0].kind == NumberForm::Kind::number) &&
                      std::ranges::all_of(cells, [&](std::string_view cell) { return fits(cell, forms[0]); });
  return usable ? forms[0] : plain;
}

}  // namespace

void expect_forms(CsvLayout& layout, const std::vector<std::vector<std::string>>& rows, std::size_t first_row,
                  char decimal, const MissingMarks& missing) {
  for (std::size_t column = 0; column < layout.slots.size(); ++column) {
    CsvSlot& slot = layout.slots[column];
    if (slot.categorical || !slot.is_value()) {
      continue;
    }
    if (slot.model != nullptr) {
      // The sign is the file's, whatever that of the training data was.
      slot.form.decimal = slot.form.kind == NumberForm::Kind::number ? decimal : slot.form.decimal;
      continue;
    }
    std::vector<std::string_view> cells;
    for (std::size_t row = first_row; row < rows.size(); ++row) {
      if (!missing.in_numbers(rows[row][column])) {
        cells.push_back(rows[row][column]);
      }
    }
    slot.form = common_form(cells, slot, decimal);
    if (slot.classes && is_word_as_class(slot.form)) {
      slot.form = {.decimal = decimal};
    }
  }
}

}  // namespace glissade
