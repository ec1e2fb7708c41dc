#pragma once

#include <cstdint>
#include <type_traits>

#include "glissade/matrix.hpp"

namespace glissade {

/// Calls `function(std::type_identity<T>{})` with the C++ type that `type` names.
template <class Function>
decltype(auto) with_element_type(ElementType type, Function&& function) {
  switch (type) {
    case ElementType::uint8:
      return function(std::type_identity<std::uint8_t>{});
    case ElementType::float32:
      return function(std::type_identity<float>{});
    case ElementType::float64:
      break;
  }
  return function(std::type_identity<double>{});
}

}  // namespace glissade
