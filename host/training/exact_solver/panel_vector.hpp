#pragma once

#include <cstring>

#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

/// As many elements as a panel has columns.
template <class T>
using PanelVector [[gnu::vector_size(PanelRow::columns * sizeof(T))]] = T;

// By reference, because how vectors are returned depends on the instruction set.
template <class T, class Vector>
[[gnu::always_inline]] inline void load(const T* values, Vector& vector) {
  std::memcpy(&vector, values, sizeof vector);
}

}  // namespace glissade
