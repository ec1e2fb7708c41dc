#pragma once

#include <map>
#include <string>

#include "glissade/training.hpp"

namespace glissade {

/// What decides the steps of a run, as text by name ("--lr": "0.001"). Runs that have the same take the same
/// steps.
using RunDescription = std::map<std::string, std::string>;

/// Where a run of that description stood.
struct Checkpoint {
  RunDescription description;
  RunState state;
};

/// A safetensors file with a checksum over all of it. Numbers are kept exactly: in fp32 where that holds
/// them, else in fp64. At every moment there is the old file or the whole new one. Throws Error(failure).
void save_checkpoint(const Checkpoint& checkpoint, const std::string& path);

/// Throws Error(input) for a file that is damaged or no checkpoint.
Checkpoint load_checkpoint(const std::string& path);

}  // namespace glissade
