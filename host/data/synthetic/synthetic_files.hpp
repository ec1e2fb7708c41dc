#pragma once

#include <string>

#include "data/synthetic/synthetic.hpp"

namespace glissade {

/// All rows into files, a few megabytes at a time. Throws Error(failure) where they cannot be written; then
/// what was there before is kept.
void write_arrays(const SyntheticGenerator& generator, const std::string& features_path,
                  const std::string& targets_path, int threads);

/// One file with the header x1, x2, …, y (y1, y2, … for several targets).
void write_csv(const SyntheticGenerator& generator, const std::string& path, int threads);

}  // namespace glissade
