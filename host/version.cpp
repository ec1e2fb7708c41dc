#include "glissade/version.hpp"

namespace glissade {

std::string_view version() noexcept {
  return GLISSADE_VERSION_STRING;
}

}  // namespace glissade
