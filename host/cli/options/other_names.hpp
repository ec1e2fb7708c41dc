#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// The option, "--lr", that goes by the name `typed`, "--learning-rate", in other programs; empty if none
/// does.
std::string option_of_other_name(std::string_view typed);

/// The answer to an option that other programs have and this one has nothing like; empty if it is none.
std::string hint_for_absent_option(std::string_view typed);

}  // namespace glissade
