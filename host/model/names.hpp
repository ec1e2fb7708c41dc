#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/error.hpp"
#include "text/list.hpp"

namespace glissade {

template <class Value>
struct Named {
  std::string_view name;
  Value value;
};
template <class Value>
Named(std::string_view, Value) -> Named<Value>;

/// The value called `name`; each of `choices` has a name and a value. Throws Error(usage) that names the
/// `kind` of thing and lists the valid names.
template <class Value, class Choices>
Value parse_name(std::string_view kind, std::string_view name, const Choices& choices) {
  std::vector<std::string> valid;
  for (const auto& choice : choices) {
    if (choice.name == name)
      return choice.value;
    valid.emplace_back(choice.name);
  }
  throw Error(ErrorKind::usage, "unknown " + std::string(kind) + " '" + std::string(name) + "'",
              "Choose one of: " + joined(valid) + ".");
}

/// The name of `value`, which must be among `choices`.
template <class Value>
std::string_view find_name(Value value, std::span<const Named<Value>> choices) {
  for (const Named<Value>& choice : choices) {
    if (choice.value == value)
      return choice.name;
  }
  return {};
}

}  // namespace glissade
