#pragma once

#include <string>

namespace glissade {

/// Empty if the system does not tell.
std::string cpu_name();

}  // namespace glissade
