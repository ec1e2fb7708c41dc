#pragma once

#include <cstdint>
#include <span>

#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

/// Adds TᵀZ of the first `rows` rows of both tiles to `products`: [columns of T × columns of Z], each row
/// filled up to whole panels. Sums go as in GramMatrix.
void add_cross_products(const PanelTile& t, const PanelTile& z, std::uint64_t rows,
                        std::span<double> products, InstructionSet instruction_set = best_instruction_set());

}  // namespace glissade
