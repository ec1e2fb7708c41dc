#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "glissade/error.hpp"
#include "glissade/verification.hpp"

namespace glissade {

/// The document that `verify --json` prints, but for an error.
nlohmann::ordered_json verification_json(const VerificationReport& report);

/// The same for people: a table of operations, one of checks, and how far the runs are apart.
std::string verification_text(const VerificationReport& report);

/// What a verification that did not pass ends with: the first faulty operation, or else the first check.
std::optional<Error> verification_error(const VerificationReport& report);

}  // namespace glissade
