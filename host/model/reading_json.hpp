#pragma once

#include <nlohmann/json.hpp>

#include "glissade/reading.hpp"

namespace glissade {

/// How a text table was read, as it stands in model files and in what inspect prints.
nlohmann::ordered_json reading_json(const TableReading& reading);
nlohmann::ordered_json form_json(const NumberForm& form);

/// The way back. Throw Error(usage) for what is none of them.
TableReading reading_from(const nlohmann::json& json);
NumberForm form_from(const nlohmann::json& json);

}  // namespace glissade
