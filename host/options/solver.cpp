#include "glissade/fit_options.hpp"

namespace glissade {

std::string_view name_of(Solver solver) {
  return solver == Solver::exact ? "exact" : "descent";
}

}  // namespace glissade
