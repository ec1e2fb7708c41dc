#include "training/exact_solver/row_triangle.hpp"

#include <algorithm>
#include <cmath>

#include "training/exact_solver/panel_vector.hpp"

namespace glissade {

namespace {

constexpr std::uint64_t width = PanelRow::columns;

/// I − scale·[1; below]·[1; below]ᵀ, for one row of the triangle and the rows of a tile.
struct Reflection {
  double scale = 0.0;
  const double* below = nullptr;
  std::uint64_t rows = 0;
};

/// Panels of a tile that lie `distance` apart, and the row of the triangle above them.
struct Columns {
  PanelRow* panels = nullptr;
  std::uint64_t distance = 0;
  std::uint64_t count = 0;
  double* top = nullptr;
};

/// A panel is read twice, the second time from the first-level cache. Several sums, because each addition
/// waits for the one before.
[[gnu::always_inline]] inline void reflect(Reflection reflection, Columns columns) {
  constexpr std::uint64_t several = 4;
  const double* const below = reflection.below;
  const std::uint64_t rows = reflection.rows;
  for (std::uint64_t i = 0; i < columns.count; ++i) {
    PanelRow* const panel = columns.panels + i * columns.distance;
    PanelVector<double> sums[several];
    for (PanelVector<double>& sum : sums) {
      sum = PanelVector<double>{};
    }
    std::uint64_t row = 0;
    PanelVector<double> values;
    for (; row + several <= rows; row += several) {
      for (std::uint64_t j = 0; j < several; ++j) {
        load(panel[row + j].values, values);
        sums[j] += values * below[row + j];
      }
    }
    for (; row < rows; ++row) {
      load(panel[row].values, values);
      sums[0] += values * below[row];
    }
    PanelVector<double> top;
    load(columns.top + i * width, top);
    const PanelVector<double> change = (top + ((sums[0] + sums[1]) + (sums[2] + sums[3]))) * reflection.scale;
    top -= change;
    std::memcpy(columns.top + i * width, &top, sizeof top);
    for (row = 0; row < rows; ++row) {
      load(panel[row].values, values);
      values -= change * below[row];
      std::memcpy(panel[row].values, &values, sizeof values);
    }
  }
}

/// Moves a column out of its panel, leaving zeros, and returns the sum of its squares.
double take_column(PanelRow* panel, std::uint64_t column, std::uint64_t rows, double* values) {
  double squares = 0.0;
  for (std::uint64_t row = 0; row < rows; ++row) {
    values[row] = panel[row].values[column];
    panel[row].values[column] = 0.0;
    squares += values[row] * values[row];
  }
  return squares;
}

}  // namespace

RowTriangle::RowTriangle(std::uint64_t columns, std::uint64_t outputs, std::uint64_t most_rows,
                         InstructionSet instruction_set)
    : columns_(columns),
      z_width_(PanelTile::panel_count(columns) * width),
      t_width_(PanelTile::panel_count(outputs) * width),
      instruction_set_(instruction_set),
      z_(columns * z_width_),
      t_(columns * t_width_),
      reflector_(most_rows) {}

std::uint64_t RowTriangle::bytes(std::uint64_t columns, std::uint64_t outputs) {
  return columns * (columns + outputs) * sizeof(double);
}

void RowTriangle::add(PanelTile& z, PanelTile& t, std::uint64_t rows) {
  const auto apply = clone_of<reflect>(instruction_set_);
  for (std::uint64_t column = 0; column < columns_; ++column) {
    const std::uint64_t panel = column / width;
    double& diagonal = z_[column * z_width_ + column];
    const double squares = take_column(z.panel(panel), column % width, rows, reflector_.data());
    if (squares == 0.0) {
      continue;
    }
    // The sign that adds up, not cancels.
    const double length = -std::copysign(std::sqrt(diagonal * diagonal + squares), diagonal);
    const double pivot = diagonal - length;
    for (std::uint64_t row = 0; row < rows; ++row) {
      reflector_[row] /= pivot;
    }
    const Reflection reflection{-pivot / length, reflector_.data(), rows};
    // All of its column is zero meanwhile, as are the columns before it, so that these stay as they are.
    diagonal = 0.0;
    apply(reflection,
          {z.panel(panel), z.most_rows(), z.panels() - panel, &z_[column * z_width_ + panel * width]});
    diagonal = length;
    apply(reflection, {t.panel(0), t.most_rows(), t.panels(), &t_[column * t_width_]});
  }
}

void RowTriangle::add(const RowTriangle& other, PanelTile& z, PanelTile& t) {
  const std::uint64_t step = z.most_rows();
  for (std::uint64_t first = 0; first < columns_; first += step) {
    const std::uint64_t count = std::min(step, columns_ - first);
    for (std::uint64_t row = 0; row < count; ++row) {
      for (std::uint64_t column = 0; column < z_width_; ++column) {
        z.panel(column / width)[row].values[column % width] = other.z_[(first + row) * z_width_ + column];
      }
      for (std::uint64_t output = 0; output < t_width_; ++output) {
        t.panel(output / width)[row].values[output % width] = other.t_[(first + row) * t_width_ + output];
      }
    }
    add(z, t, count);
  }
}

}  // namespace glissade
