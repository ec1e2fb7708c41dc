#pragma once

#include <cstdint>

#include "glissade/dataset.hpp"
#include "glissade/preprocessing.hpp"
#include "preprocessing/columns.hpp"
#include "preprocessing/selection.hpp"

namespace glissade {

/// Fills the target side of `fitted` and returns the targets of the rows. Throws Error(input) where targets
/// are absent, missing or not of the kind asked for, and where there are fewer than two classes.
FittedTargets fit_targets(const RawTargets& targets, const RowSelection& rows, bool classification,
                          bool standardize, Preprocessing& fitted);

/// Puts targets into the model's order if they have the names of its targets in another one. Returns warnings
/// about targets of other names, which are taken for the model's by their place.
std::vector<std::string> match_targets(const Preprocessing& preprocessing, Table& table);

/// Throws Error(input) where targets are not what the model predicts: another number of them, words where
/// numbers are expected, a missing one. Row `i` is called `names.row(i) + 1`. No targets at all will do.
void refuse_unfit_targets(const Preprocessing& preprocessing, const RawTargets& targets,
                          const RowSelection& names);

/// Class indices or standardised values of all rows, into `dataset`; nothing where the table has no targets.
/// They must have passed refuse_unfit_targets(). Throws Error(input) for an unseen class, and for a value
/// that is too large for fp32.
void convert_targets(const Preprocessing& preprocessing, const RawTargets& targets, const RowSelection& names,
                     Dataset& dataset);

}  // namespace glissade
