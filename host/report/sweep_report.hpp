#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "glissade/comparison.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// As glissade/comparison.hpp has it.
nlohmann::ordered_json sweep_json(const Sweep& sweep);

/// A row for each size: every device's rows per second.
TextTable sweep_table(const Sweep& sweep);

/// A sentence each: where devices begin to beat the first, and how this was measured.
std::vector<std::string> sweep_remarks(const Sweep& sweep);

}  // namespace glissade
