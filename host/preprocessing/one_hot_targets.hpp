#pragma once

#include "glissade/table.hpp"

namespace glissade {

/// If there are several targets, and every row has 1 in one of them and 0 in the others, one target of
/// classes takes their place: the targets' names if the table's columns have names, else 0, 1, …. Other
/// targets stay as they are. The one target is called by the sorted names, with commas.
void gather_one_hot_targets(Table& table);

}  // namespace glissade
