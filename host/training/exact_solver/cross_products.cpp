#include "training/exact_solver/cross_products.hpp"

#include "training/exact_solver/panel_vector.hpp"

namespace glissade {

namespace {

constexpr int width = PanelRow::columns;

/// sums[8·i + j] += Σ factor · element j of panel i, for `count` panels that lie `distance` apart. Several
/// at a time, because each addition waits for the one before.
template <int count>
[[gnu::always_inline]] inline void add_scaled(const PanelRow* panels, std::uint64_t distance,
                                              const PanelRow* factors, std::uint64_t column,
                                              std::uint64_t rows, double* sums) {
  PanelVector<double> partial[count];
  for (PanelVector<double>& sum : partial) {
    sum = PanelVector<double>{};
  }
  for (std::uint64_t row = 0; row < rows; ++row) {
    const double factor = factors[row].values[column];
    for (int i = 0; i < count; ++i) {
      PanelVector<double> values;
      load(panels[static_cast<std::uint64_t>(i) * distance + row].values, values);
      partial[i] += values * factor;
    }
  }
  for (int i = 0; i < count * width; ++i) {
    sums[i] += partial[i / width][i % width];
  }
}

/// A column of T times all of Z.
struct CrossProduct {
  const PanelRow* factors;  // the panel that the column is in
  std::uint64_t column;     // of the panel
  const PanelRow* panels;
  std::uint64_t distance;
  std::uint64_t count;
  std::uint64_t rows;
};

[[gnu::always_inline]] inline void add_cross_product(const CrossProduct& of, double* sums) {
  constexpr int several = 4;
  std::uint64_t panel = 0;
  for (; panel + several <= of.count; panel += several) {
    add_scaled<several>(of.panels + panel * of.distance, of.distance, of.factors, of.column, of.rows,
                        sums + panel * width);
  }
  for (; panel < of.count; ++panel) {
    add_scaled<1>(of.panels + panel * of.distance, of.distance, of.factors, of.column, of.rows,
                  sums + panel * width);
  }
}

}  // namespace

void add_cross_products(const PanelTile& t, const PanelTile& z, std::uint64_t rows,
                        std::span<double> products, InstructionSet instruction_set) {
  const auto add = clone_of<add_cross_product>(instruction_set);
  for (std::uint64_t column = 0; column < t.columns(); ++column) {
    add({t.panel(column / width), column % width, z.panel(0), z.most_rows(), z.panels(), rows},
        &products[column * z.panels() * width]);
  }
}

}  // namespace glissade
