#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glissade/model.hpp"
#include "report/coefficients.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// "784-128-10 classifier", "linear regression, 64 features → 1 target".
std::string describe_network(const Network& network);

/// Whether its coefficients can be told: a regression without hidden layers.
bool is_linear_regression(const Model& model);

/// The intercept and at most so many coefficients, in the input's units.
TextTable coefficient_table(const TargetCoefficients& target, std::size_t most);

/// The document that `inspect MODEL --json` prints.
nlohmann::ordered_json model_json(const Model& model);

/// The same for people.
std::string model_text(const Model& model);

}  // namespace glissade
