#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace glissade {

/// One `key = value` of a configuration file.
struct ConfigEntry {
  enum class Type : std::uint8_t { text, number, boolean, list };
  std::string key;
  /// The value as it would be written on the command line: a list's elements separated by commas.
  std::string value;
  Type type = Type::text;
  std::uint64_t line = 0;  ///< from 1
};

/// Reads a TOML file whose keys are all at the top level, in their order: strings, numbers, booleans and
/// arrays of these. Throws Error(input) for a file that cannot be read and Error(usage) for one that is
/// malformed, repeats a key or has tables, with `file:line`.
std::vector<ConfigEntry> read_config(const std::string& path);

}  // namespace glissade
