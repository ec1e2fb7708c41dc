#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glissade {

/// A user's word on a text table; whatever is not said is found out from the text. Lists are columns or
/// marks separated by commas. A column goes by its name in the header, or by its number from 1.
struct TextOptions {
  std::optional<bool> header = {};     ///< whether the first row holds the names of the columns
  std::optional<char> separator = {};  ///< ' ' stands for runs of blanks and tabs
  std::optional<char> decimal = {};    ///< '.' or ','
  std::string missing = {};            ///< cells that stand for a missing value, in every column
  std::string features = {};           ///< only these columns are features
  std::string ignore = {};             ///< columns that are no features
  std::string id = {};                 ///< one column that tells rows apart: no feature, see Table::ids
  std::string categorical = {};        ///< columns that hold words, whatever they look like
  std::string numeric = {};            ///< columns that hold numbers, so that another cell is an error
};

/// The way in which the cells of a column of numbers are written.
struct NumberForm {
  enum class Kind : std::uint8_t {
    number,
    date,         ///< 2024-03-31 and 2024-03-31 12:30: days since 1970-01-01
    packed_date,  ///< 20240331: days since 1970-01-01
  };
  Kind kind = Kind::number;
  /// Or ','; of '.' and ',' the other one may then group digits by three, as apostrophes and blanks may.
  char decimal = '.';
  std::string unit = {};  ///< a currency ("$", "USD", "kr") or "%", in every cell; else empty

  bool is_plain() const { return *this == NumberForm(); }
  bool operator==(const NumberForm&) const = default;
};

/// A column of a text table that is no feature though nobody said so.
struct LeftOutColumn {
  std::string name;
  std::string reason;  ///< "row names", "300 different words in 400 rows"

  bool operator==(const LeftOutColumn&) const = default;
};

/// How a text table was read. A model keeps that of its training data, and expects it of the next file.
struct TableReading {
  bool is_text = false;  ///< false: the source is no text table, and nothing below counts
  bool header = false;
  char separator = ',';
  std::vector<std::string> missing = {};     ///< as TextOptions has them
  std::uint64_t columns = 0;                 ///< of the file, with those that are not read
  std::vector<std::uint64_t> features = {};  ///< places in the file, from 0
  std::vector<std::uint64_t> targets = {};   ///< places in the file, from 0
  std::vector<LeftOutColumn> left_out = {};
  std::string id = {};  ///< name of the column that tells rows apart; its number from 1 without a header

  bool operator==(const TableReading&) const = default;
};

}  // namespace glissade
