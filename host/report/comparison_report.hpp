#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "glissade/comparison.hpp"
#include "glissade/error.hpp"
#include "report/environment.hpp"

namespace glissade {

/// What was compared and where: what the comparison itself does not know.
struct ComparisonContext {
  std::string command;
  std::string data;  ///< the source, as given
  bool synthetic = false;
  double data_seconds = 0.0;  ///< reading or generating in the host's memory, with preprocessing
  std::uint64_t features = 0;
  bool bytes = false;  ///< features are stored as bytes
  std::uint64_t parameters = 0;
  std::string network;  ///< "784-128-10 relu"
  TrainingOptions training;
  Environment environment;
  std::string device_reason;  ///< why these devices, where none were asked for
};

/// null where there is none.
nlohmann::ordered_json spread_json(const std::optional<Spread>& spread);
nlohmann::ordered_json comparison_json(const Comparison& comparison, const ComparisonContext& context);
std::string comparison_text(const Comparison& comparison, const ComparisonContext& context);

/// What a comparison ends with in which a device is not proved.
std::optional<Error> comparison_error(const Comparison& comparison);

}  // namespace glissade
