#include "cli/version.hpp"

#include <glissade_revision.hpp>

#include "glissade/version.hpp"

namespace glissade {

std::string_view program_version() {
  return version();
}

std::string_view program_revision() {
  return GLISSADE_REVISION;
}

}  // namespace glissade
