#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/matrix.hpp"
#include "glissade/table.hpp"
#include "numeric/instruction_set.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

/// Count, mean and sum of squared deviations from the mean, in fp64. Missing values are left out.
struct Moments {
  double count = 0.0;
  double mean = 0.0;
  double squares = 0.0;

  double variance() const { return count > 0.0 ? squares / count : 0.0; }
  /// Those of both sets of values together (Chan, Golub and LeVeque 1983).
  void add(const Moments& other);
  /// Adds `times` equal values.
  void add_constant(double value, double times) { add({times, value, 0.0}); }
};

/// Moments of each column. A column whose values are all equal has exactly this mean, and squares of exactly
/// zero. The same bits for any number of threads and any instruction set.
std::vector<Moments> column_moments(const MatrixView& values, const RowSelection& rows, int threads,
                                    InstructionSet instruction_set = best_instruction_set());

/// Moments of each feature that imputing and one-hot make of the rows, before any is selected, shifted or
/// scaled.
std::vector<Moments> feature_moments(const Preprocessing& preprocessing, const Table& table,
                                     const RowSelection& rows, int threads);

}  // namespace glissade
