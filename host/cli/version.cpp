#include "cli/version.hpp"

namespace glissade {

std::string_view program_version() {
  return GLISSADE_VERSION;
}

}  // namespace glissade
