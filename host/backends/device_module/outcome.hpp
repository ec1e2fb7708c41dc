#pragma once

#include "glissade/backend.hpp"
#include "glissade/device_module.hpp"

/// Between the values that modules fill and those of backend.hpp.
namespace glissade {

/// Throws the Error that the outcome describes, if it does.
void require_ok(const ModuleOutcome& outcome);

/// `sums` as a module continues them: its loss is written to `sums.loss` itself.
ModuleSums module_sums(Sums& sums);

/// Takes the rest of what a module has written.
void take_sums(const ModuleSums& module, Sums& sums);

}  // namespace glissade
