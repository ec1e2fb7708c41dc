#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace glissade::fuzz {

/// A parser of what anybody may have written. It may refuse its input with Error, and nothing else.
struct Parser {
  std::string name;
  std::function<void(std::span<const std::byte> input)> parse;
};

/// csv, npy, idx (each also compressed), model, checkpoint, source, configuration.
const std::vector<Parser>& parsers();

}  // namespace glissade::fuzz
