#include "verification/self_checks/self_checks.hpp"

#include <cmath>
#include <limits>

namespace glissade::verification {

void raise_figure(VerificationCheck& check, double figure) {
  if (std::isnan(figure))
    check.figure = std::numeric_limits<double>::infinity();
  else if (figure > check.figure)
    check.figure = figure;
}

}  // namespace glissade::verification
