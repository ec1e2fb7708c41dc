#include "training/exact_solver/fitted_rows.hpp"

#include "glissade/error.hpp"
#include "preprocessing/missing.hpp"

namespace glissade {

FittedRows::FittedRows(const Preprocessing& preprocessing, const Table& table) : rows_{table.rows(), {}} {
  if (preprocessing.impute == Impute::drop) {
    kept_ = complete_rows(table);
    rows_.count = kept_.size();
    if (kept_.size() < table.rows())
      rows_.list = kept_;
  }
  if (rows_.count == 0)
    throw Error(ErrorKind::input, "there are no rows to fit a linear model to");
}

}  // namespace glissade
