#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glissade/machine.hpp"

namespace glissade {

nlohmann::ordered_json survey_json(const DeviceSurvey& survey);
std::string survey_text(const DeviceSurvey& survey);

}  // namespace glissade
