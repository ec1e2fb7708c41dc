#include "glissade/table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace glissade {

namespace {

template <class T>
std::uint64_t count_nan(const MatrixView& values) {
  const T* first = values.row<T>(0);
  return static_cast<std::uint64_t>(
      std::count_if(first, first + values.rows * values.columns, [](T value) { return std::isnan(value); }));
}

}  // namespace

void Table::keep_rows(std::span<const std::uint64_t> rows) {
  values.keep_rows(rows);
  const std::uint64_t outputs = targets.names.size();
  if (!targets.values.empty()) {
    for (std::size_t kept = 0; kept < rows.size(); ++kept) {
      for (std::uint64_t output = 0; output < outputs; ++output) {
        targets.values[kept * outputs + output] = targets.values[rows[kept] * outputs + output];
      }
    }
    targets.values.resize(rows.size() * outputs);
  }
  if (!ids.empty()) {
    for (std::size_t kept = 0; kept < rows.size(); ++kept) {
      std::swap(ids[kept], ids[rows[kept]]);
    }
    ids.resize(rows.size());
  }
  if (missing_values != 0) {
    missing_values = values.type() == ElementType::float32 ? count_nan<float>(values.view())
                                                           : count_nan<double>(values.view());
  }
}

bool is_synthetic(std::string_view data) {
  return data.starts_with("synthetic:");
}

}  // namespace glissade
