#include "data/table_check.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <optional>
#include <type_traits>

#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

// A tile stays in the cache between the look at its values and the checksum of its bytes.
constexpr std::uint64_t tile_bytes = std::uint64_t{1} << 18;

struct TileCheck {
  uLong checksum = 0;
  std::uint64_t bytes = 0;
  std::uint64_t missing = 0;
  std::optional<std::uint64_t> first_bad;  // index of the element in the whole
};

template <class Number>
bool all_finite(const Number* numbers, std::uint64_t count) {
  using Bits = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;
  constexpr Bits exponent = sizeof(Number) == 4 ? Bits{0x7f800000U} : static_cast<Bits>(0x7ff0000000000000U);
  // Without a branch, so that it runs at the speed of memory.
  Bits found = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    found |= static_cast<Bits>((std::bit_cast<Bits>(numbers[index]) & exponent) == exponent);
  }
  return found == 0;
}

template <class Number>
void check_numbers(const Number* numbers, std::uint64_t first, std::uint64_t count, bool allow_missing,
                   TileCheck& check) {
  if constexpr (std::is_floating_point_v<Number>) {
    if (all_finite(numbers + first, count)) {
      return;
    }
    for (std::uint64_t index = first; index < first + count; ++index) {
      check.missing += std::isnan(numbers[index]) ? 1 : 0;
      if (!check.first_bad && !std::isfinite(numbers[index]) &&
          !(allow_missing && std::isnan(numbers[index]))) {
        check.first_bad = index;
      }
    }
  }
}

template <class Number>
TileCheck check_all(const Number* numbers, std::uint64_t count, bool allow_missing, int threads) {
  const std::uint64_t tile_count = tile_bytes / sizeof(Number);
  std::vector<TileCheck> tiles((count + tile_count - 1) / tile_count);
#pragma omp parallel for num_threads(team_size(threads, tiles.size()))
  for (std::uint64_t tile = 0; tile < tiles.size(); ++tile) {
    const std::uint64_t first = tile * tile_count;
    const std::uint64_t here = std::min(tile_count, count - first);
    check_numbers(numbers, first, here, allow_missing, tiles[tile]);
    tiles[tile].bytes = here * sizeof(Number);
    tiles[tile].checksum =
        ::crc32_z(0, reinterpret_cast<const Bytef*>(numbers + first), here * sizeof(Number));
  }
  TileCheck whole;
  for (const TileCheck& tile : tiles) {
    whole.checksum = ::crc32_combine(whole.checksum, tile.checksum, static_cast<z_off_t>(tile.bytes));
    whole.bytes += tile.bytes;
    whole.missing += tile.missing;
    whole.first_bad = whole.first_bad ? whole.first_bad : tile.first_bad;
  }
  return whole;
}

TileCheck check_features(const MatrixView& values, bool allow_missing, int threads) {
  const std::uint64_t count = values.rows * values.columns;
  switch (values.type) {
    case ElementType::uint8:
      return check_all(values.row<std::uint8_t>(0), count, allow_missing, threads);
    case ElementType::float32:
      return check_all(values.row<float>(0), count, allow_missing, threads);
    case ElementType::float64:
      return check_all(values.row<double>(0), count, allow_missing, threads);
  }
  return {};
}

[[noreturn]] void fail_at(const std::string& source, std::uint64_t index, std::uint64_t columns, double value,
                          bool missing_would_do) {
  const bool missing = std::isnan(value);
  throw Error(ErrorKind::input,
              source + ": the value in row " + std::to_string(index / columns + 1) + ", column " +
                  std::to_string(index % columns + 1) + " (counted from 1) is " +
                  (missing ? "missing (NaN)" : "infinite"),
              missing && missing_would_do ? "Say with --impute what to do about missing values."
                                          : "Correct the value, or remove the row.");
}

}  // namespace

void check_table(Table& table, const SourceOptions& options) {
  const MatrixView& values = table.values.view();
  const TileCheck features = check_features(values, options.allow_missing, options.threads);
  if (features.first_bad) {
    const std::uint64_t index = *features.first_bad;
    fail_at(options.data, index, values.columns, values.at(index / values.columns, index % values.columns),
            true);
  }
  const std::vector<double>& targets = table.targets.values;
  const TileCheck target_check =
      check_all(targets.data(), targets.size(), options.target_optional, options.threads);
  if (target_check.first_bad) {
    fail_at(options.labels.empty() ? options.data : options.labels, *target_check.first_bad,
            table.targets.names.size(), targets[*target_check.first_bad], false);
  }
  table.missing_values = features.missing;
  const uLong checksum =
      ::crc32_combine(features.checksum, target_check.checksum, static_cast<z_off_t>(target_check.bytes));
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08lx", checksum);
  table.checksum = text.data();
}

}  // namespace glissade
