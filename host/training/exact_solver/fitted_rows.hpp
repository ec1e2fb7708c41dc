#pragma once

#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

/// The rows of a table that a linear model is fitted to: those without missing values where the preprocessing
/// drops the others, else all.
class FittedRows {
 public:
  /// Throws Error(input) where there are none.
  FittedRows(const Preprocessing& preprocessing, const Table& table);
  FittedRows(const FittedRows&) = delete;
  FittedRows& operator=(const FittedRows&) = delete;

  const RowSelection& selection() const { return rows_; }

 private:
  std::vector<std::uint64_t> kept_;
  RowSelection rows_;
};

}  // namespace glissade
