#pragma once

#include <string>
#include <vector>

#include "glissade/model.hpp"

namespace glissade {

/// One target of a linear model in the units of the input and of the target:
/// target = intercept + Σ value · feature.
struct TargetCoefficients {
  std::string target;
  double intercept = 0.0;
  struct Coefficient {
    std::string feature;
    double value = 0.0;
  };
  std::vector<Coefficient> coefficients;
};

/// For a regression model without hidden layers; every scaling undone in fp64.
std::vector<TargetCoefficients> input_unit_coefficients(const Model& model);

}  // namespace glissade
