#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv/cell_number.hpp"

namespace glissade {

/// The judgement of the first row of a text.
struct HeaderVerdict {
  enum class Kind : std::uint8_t {
    names,
    row,
    either,  ///< both are likely
  };
  Kind kind = Kind::row;
  std::string reason;  ///< where nobody would expect it; else empty
};

/// Judges the first of the sampled rows by the others. All have as many cells as the first; `decimals`:
/// characters that may be the decimal sign.
HeaderVerdict judge_first_row(const std::vector<std::vector<std::string>>& rows, const MissingMarks& missing,
                              std::string_view decimals);

}  // namespace glissade
