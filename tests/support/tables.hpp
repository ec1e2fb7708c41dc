#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "data/element_types.hpp"
#include "glissade/table.hpp"

namespace glissade {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A table without header of `columns` columns, from values in row order.
inline Table make_table(ElementType type, std::uint64_t columns, const std::vector<double>& values) {
  Table table;
  table.values = Matrix::allocate(type, values.size() / columns, columns);
  with_element_type(type, [&]<class T>(std::type_identity<T>) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      table.values.row<T>(0)[i] = static_cast<T>(values[i]);
      table.missing_values += values[i] != values[i] ? 1 : 0;
    }
  });
  table.columns.resize(columns);
  return table;
}

/// Gives the columns names that are matched.
inline Table named(Table table, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i].name = names[i];
  }
  table.named_columns = true;
  return table;
}

/// One target column of numbers, or of words where `words` is not empty.
inline Table with_target(Table table, std::vector<double> values, std::vector<std::string> words = {}) {
  table.targets = {{"y"}, std::move(values), std::move(words)};
  return table;
}

/// Numbers in (-1, 1), the same on every run.
class NumberStream {
 public:
  explicit NumberStream(std::uint64_t seed) : state_(seed) {}
  double operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(static_cast<std::int64_t>(state_) >> 11) / 4503599627370496.0;
  }

 private:
  std::uint64_t state_;
};

inline std::vector<double> numbers(std::size_t count, std::uint64_t seed) {
  NumberStream next(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(next());
  }
  return values;
}

}  // namespace glissade
