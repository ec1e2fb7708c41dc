#pragma once

#include <gmock/gmock.h>

#include <string>

namespace emulation_test {

/// Matches output with a complaint that starts and ends so: `*` stands for an address, `#` for a number.
inline testing::Matcher<const std::string&> complaint(const std::string& line) {
  std::string pattern = "(^|\n)emulated device: ";
  for (const char character : line) {
    if (character == '*')
      pattern += "0x[0-9a-f]+";
    else if (character == '#')
      pattern += "[0-9]+";
    else if (std::string("().[]{}+?|^$\\").find(character) != std::string::npos)
      pattern += {'\\', character};
    else
      pattern += character;
  }
  return testing::ContainsRegex(pattern + "\n");
}

}  // namespace emulation_test
