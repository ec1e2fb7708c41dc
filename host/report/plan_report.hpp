#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "glissade/device_module.hpp"

namespace glissade {

/// The bytes by purpose, in all and available, and the launches of a step.
nlohmann::ordered_json plan_json(const ModulePlan& plan);
std::string plan_text(const ModulePlan& plan, std::string_view device);

}  // namespace glissade
