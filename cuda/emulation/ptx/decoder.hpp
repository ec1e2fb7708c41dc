#pragma once

#include <string>

#include "ptx/instruction.hpp"
#include "ptx/register_table.hpp"
#include "ptx/statements.hpp"

namespace emulation::ptx {

/// The instruction that a statement is; Malformed, with the statement's text, where that is not known. A
/// branch's target is left to who knows the labels.
Instruction decode(const Statement& statement, RegisterTable& registers);

}  // namespace emulation::ptx
