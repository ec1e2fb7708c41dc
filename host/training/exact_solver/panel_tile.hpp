#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/numeric/divided_up.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade {

/// Eight neighbouring columns of one row.
struct alignas(64) PanelRow {
  static constexpr std::uint64_t columns = 8;
  double values[columns];
};

/// A tile of rows in fp64. Its columns lie in panels of 8, so that products read memory in order; the last
/// panel is filled up with zeros.
class PanelTile {
 public:
  PanelTile(std::uint64_t columns, std::uint64_t most_rows);

  /// As many rows of so many columns as stay in a core's own cache.
  static std::uint64_t rows_in_cache(std::uint64_t columns);

  std::uint64_t columns() const { return columns_; }
  std::uint64_t most_rows() const { return most_rows_; }
  std::uint64_t panels() const { return panel_count(columns_); }
  const PanelRow* panel(std::uint64_t index) const { return values_.data() + index * most_rows_; }
  PanelRow* panel(std::uint64_t index) { return values_.data() + index * most_rows_; }

  /// Makes `values` less `origin` the tile's first `rows` rows, and adds each of its columns to `sums`. Both
  /// have an element per column.
  template <class T>
  void fill(const T* values, std::uint64_t rows, std::span<const double> origin, std::span<double> sums,
            InstructionSet instruction_set = best_instruction_set());

  static std::uint64_t panel_count(std::uint64_t columns) { return divided_up(columns, PanelRow::columns); }

 private:
  std::uint64_t columns_ = 0;
  std::uint64_t most_rows_ = 0;
  std::vector<PanelRow> values_;  // panel by panel
};

}  // namespace glissade
