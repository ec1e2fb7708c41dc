#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "glissade/device_module.hpp"

/// The files that hold modules: finding and opening them. Errors are clauses without the device's name
/// ("this build has no CUDA module: …"), for whoever knows what was asked for to complete.
namespace glissade {

/// The module file of this name in the folder of the running program (the build tree) or in the
/// installation's folder of modules; nothing where there is none. A name with a slash is a path already.
std::optional<std::filesystem::path> find_module(const std::string& file);

/// Opens the file, for as long as the program runs, and asks it for the module. Throws Error(device) where it
/// cannot be loaded, is not a module, or is of another version.
const DeviceModule& load_module(const std::filesystem::path& path);

}  // namespace glissade
