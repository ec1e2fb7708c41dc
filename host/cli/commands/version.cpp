#include "cli/commands/version.hpp"

#include <glissade_revision.hpp>

namespace glissade {

std::string_view program_revision() {
  return GLISSADE_REVISION;
}

}  // namespace glissade
