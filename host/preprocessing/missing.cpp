#include "preprocessing/missing.hpp"

#include <algorithm>
#include <cmath>

#include "data/element_types.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

template <class T>
bool has_missing(std::span<const T> values) {
  return std::any_of(values.begin(), values.end(), [](T value) { return value != value; });
}

/// Reorders `values`; the mean of the two middle ones where their number is even.
template <class T>
double median(std::vector<T>& values) {
  if (values.empty()) {
    return 0.0;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double upper = static_cast<double>(*middle);
  if (values.size() % 2 == 1) {
    return upper;
  }
  const double lower = static_cast<double>(*std::max_element(values.begin(), middle));
  return lower + (upper - lower) / 2;
}

/// Columns copied out together: so many that every cache line of the table is read once, so few that the copy
/// stays small beside it.
std::uint64_t columns_at_once(std::uint64_t rows, std::size_t element_bytes) {
  constexpr std::uint64_t copy_bytes = std::uint64_t{64} << 20;
  return std::clamp<std::uint64_t>(copy_bytes / (rows * element_bytes + 1), 1, 64 / element_bytes);
}

template <class T>
void medians_of(const Table& table, const RowSelection& rows, std::uint64_t first, std::uint64_t count,
                int threads, std::span<double> medians) {
  std::vector<std::vector<T>> present(count);
  for (auto& column : present) {
    column.reserve(rows.count);
  }
  for (std::uint64_t position = 0; position < rows.count; ++position) {
    const T* values = table.values.view().row<T>(rows.row(position)) + first;
    for (std::uint64_t column = 0; column < count; ++column) {
      if (values[column] == values[column]) {
        present[column].push_back(values[column]);
      }
    }
  }
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::uint64_t column = 0; column < count; ++column) {
    medians[column] = median(present[column]);
  }
}

}  // namespace

std::vector<std::uint64_t> complete_rows(const Table& table) {
  std::vector<std::uint64_t> rows;
  const MatrixView& values = table.values.view();
  const std::uint64_t outputs = table.targets.names.size();
  with_element_type(values.type, [&]<class T>(std::type_identity<T>) {
    for (std::uint64_t row = 0; row < values.rows; ++row) {
      if (!has_missing(std::span(values.row<T>(row), values.columns)) &&
          !has_missing(std::span(table.targets.values).subspan(row * outputs, outputs))) {
        rows.push_back(row);
      }
    }
  });
  return rows;
}

std::optional<std::size_t> find_empty_column(const Table& table) {
  const MatrixView& values = table.values.view();
  for (std::size_t column = 0; column < values.columns; ++column) {
    std::uint64_t row = 0;
    while (row < values.rows && std::isnan(values.at(row, column))) {
      ++row;
    }
    if (row == values.rows) {
      return column;
    }
  }
  return std::nullopt;
}

void refuse_missing(const Preprocessing& preprocessing, const Table& table, const char* hint) {
  const MatrixView& values = table.values.view();
  if (table.missing_values == 0) {
    return;
  }
  for (std::uint64_t row = 0; row < values.rows; ++row) {
    for (std::uint64_t column = 0; column < values.columns; ++column) {
      if (std::isnan(values.at(row, column))) {
        throw Error(ErrorKind::input,
                    "column '" + column_name(preprocessing, column) + "' has no value in row " +
                        std::to_string(row + 1) + " (" + std::to_string(table.missing_values) +
                        (table.missing_values == 1 ? " value is" : " values are") + " missing in all)",
                    hint);
      }
    }
  }
}

std::vector<double> column_medians(const Table& table, const RowSelection& rows, int threads) {
  std::vector<double> medians(table.columns.size());
  const MatrixView& values = table.values.view();
  const std::uint64_t step = columns_at_once(rows.count, element_size(values.type));
  for (std::uint64_t first = 0; first < medians.size(); first += step) {
    const std::uint64_t count = std::min<std::uint64_t>(step, medians.size() - first);
    with_element_type(values.type, [&]<class T>(std::type_identity<T>) {
      medians_of<T>(table, rows, first, count, thread_count(threads),
                    std::span(medians).subspan(first, count));
    });
  }
  return medians;
}

}  // namespace glissade
