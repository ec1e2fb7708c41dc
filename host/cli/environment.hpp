#pragma once

#include <span>

#include "glissade/comparison.hpp"
#include "report/environment.hpp"

namespace glissade {

/// The CPU's name; empty where the system does not tell.
std::string cpu_name();

/// "GCC 12.2.0", "Clang 14.0.6".
std::string compiler_name();
/// "2.7.2", of the library that is loaded.
std::string onednn_version();

/// What is here, and the devices of modules among `contenders`.
Environment environment_of(std::span<const Contender> contenders);

}  // namespace glissade
