#include "glissade/fit_options.hpp"

namespace glissade {

std::string_view name_of(Solver solver) {
  switch (solver) {
    case Solver::descent:
      return "descent";
    case Solver::moments:
      return "moments";
    case Solver::exact:
      return "exact";
  }
  return {};
}

}  // namespace glissade
