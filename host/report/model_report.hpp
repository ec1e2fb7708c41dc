#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glissade/model.hpp"

namespace glissade {

/// "784-128-10 classifier", "linear regression, 64 features → 1 target".
std::string describe_network(const Network& network);

/// "784-128-10 relu"; without hidden layers there is no activation to name.
std::string network_shape(const Network& network);

/// The document that `inspect MODEL --json` prints.
nlohmann::ordered_json model_json(const Model& model);

/// The same for people.
std::string model_text(const Model& model);

}  // namespace glissade
