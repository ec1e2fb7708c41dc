#include "cli/version.hpp"

#include <glissade_revision.hpp>

namespace glissade {

std::string_view program_version() {
  return GLISSADE_VERSION;
}

std::string_view program_revision() {
  return GLISSADE_REVISION;
}

}  // namespace glissade
