#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/csv/cell_number.hpp"
#include "data/csv/column_texts.hpp"
#include "data/csv/csv_cell.hpp"

namespace glissade {

/// A column of which it is to be decided what it holds.
struct ColumnQuestion {
  std::string name;         ///< for messages
  std::string option;       ///< the name by which an option takes it
  std::uint64_t place = 0;  ///< in the file, from 0
  bool is_target = false;
  bool categorical = false;      ///< as TextOptions says
  bool numeric = false;          ///< as TextOptions says
  bool keep = false;             ///< never left out: somebody asked for it
  bool only_numbers = false;     ///< words would be refused
  bool applies_model = false;    ///< no option says anew what a column holds
  NumberForm form = {};          ///< in which its numbers were read
  bool all_texts = false;        ///< no cell was read as a number
  bool has_model = false;        ///< `categorical` and `form` are a model's
  std::string decimals;          ///< characters that may be the decimal sign
  bool decimal_is_open = false;  ///< see DecimalSign
  std::uint64_t rows = 0;
};

struct ColumnVerdict {
  enum class Kind : std::uint8_t {
    numbers,
    words,
    ask_again,  ///< with all cells as texts
  };
  Kind kind = Kind::numbers;
  NumberForm form = {};
  std::string note = {};    ///< where nobody would expect it; else empty
  std::string reason = {};  ///< for leaving the column out; else empty
};

/// Decides by all cells of a column. Throws CsvProblem at the first cell that does not fit the others.
ColumnVerdict judge_column(const ColumnQuestion& question, const ColumnTexts& texts,
                           const MissingMarks& missing);

}  // namespace glissade
