#pragma once

#include <optional>
#include <string>
#include <vector>

#include "glissade/comparison.hpp"

namespace glissade {

struct ComparedDevices {
  std::vector<Contender> contenders;
  std::string reason;  ///< why these, where none were asked for; else empty
};

/// The devices that `list` names, or without it: with a usable GPU cpu and cuda, else cpu with one thread and
/// with all, and the reference. Each is started. `threads`: CPU threads where the list does not say; 0: all.
/// Throws Error(usage) for a list that is not one, and Error(device).
ComparedDevices compared_devices(const std::optional<std::string>& list, int threads);

}  // namespace glissade
