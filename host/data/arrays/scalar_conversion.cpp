#include "data/arrays/scalar_conversion.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

struct Half {
  std::uint16_t bits;

  operator float() const {  // NOLINT(google-explicit-constructor): converts as the number that it is
    const std::uint32_t sign = (bits & 0x8000U) << 16U;
    const std::uint32_t exponent = (bits >> 10U) & 0x1fU;
    const std::uint32_t fraction = bits & 0x3ffU;
    if (exponent == 0) {
      // Subnormal: the fraction counts units of 2^-24, exact in fp32.
      const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
      return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide_exponent = exponent == 0x1fU ? 0xffU : exponent + 112U;
    return std::bit_cast<float>(sign | (wide_exponent << 23U) | (fraction << 13U));
  }
};

template <class Source, bool swapped>
Source load(const char* bytes) {
  char ordered[sizeof(Source)];
  std::memcpy(ordered, bytes, sizeof(Source));
  if constexpr (swapped) {
    std::reverse(ordered, ordered + sizeof(Source));
  }
  return std::bit_cast<Source>(ordered);
}

constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

template <class Source>
bool is_exact_in_double(Source value) {
  if constexpr (std::is_integral_v<Source> && sizeof(Source) == 8) {
    const auto bits = static_cast<std::uint64_t>(value);
    const std::uint64_t magnitude = value < 0 ? 0 - bits : bits;
    return magnitude >> 53 == 0 || std::bit_width(magnitude) - std::countr_zero(magnitude) <= 53;
  }
  return true;
}

/// For Fortran's order: the column of the file that holds each column of the target, whose dimensions behind
/// the first are flattened in C's order.
std::vector<std::uint64_t> stored_columns(std::span<const std::uint64_t> shape) {
  std::vector<std::uint64_t> stored{0};
  std::uint64_t stride = 1;
  for (const std::uint64_t extent : shape.subspan(1)) {
    std::vector<std::uint64_t> longer;
    longer.reserve(stored.size() * extent);
    for (const std::uint64_t column : stored) {
      for (std::uint64_t index = 0; index < extent; ++index)
        longer.push_back(column + index * stride);
    }
    stored = std::move(longer);
    stride *= extent;
  }
  return stored;
}

/// Returns the index of the first element that is not exact, or none. `stored` is empty in C's order.
template <class Source, class Target, bool swapped>
std::uint64_t convert_rows(const char* source, std::span<const std::uint64_t> stored, Matrix& target,
                           std::uint64_t first, std::uint64_t count) {
  const std::uint64_t columns = target.columns();
  if (stored.empty()) {
    const char* from = source + first * columns * sizeof(Source);
    Target* to = target.row<Target>(first);
    std::uint64_t first_inexact = none;
    for (std::uint64_t index = 0; index < count * columns; ++index) {
      const auto value = load<Source, swapped>(from + index * sizeof(Source));
      to[index] = static_cast<Target>(value);
      if (!is_exact_in_double(value))
        first_inexact = std::min(first_inexact, first * columns + index);
    }
    return first_inexact;
  }
  std::uint64_t first_inexact = none;
  for (std::uint64_t column = 0; column < columns; ++column) {
    const char* from = source + (stored[column] * target.rows() + first) * sizeof(Source);
    Target* to = target.row<Target>(first) + column;
    for (std::uint64_t row = 0; row < count; ++row) {
      const auto value = load<Source, swapped>(from + row * sizeof(Source));
      to[row * columns] = static_cast<Target>(value);
      if (!is_exact_in_double(value))
        first_inexact = std::min(first_inexact, (first + row) * columns + column);
    }
  }
  return first_inexact;
}

template <class Source, class Target>
std::optional<std::uint64_t> convert(const char* source, const ArrayDescription& array, Matrix& target,
                                     int threads) {
  // A tile of the target fits the second-level cache; when turning columns into rows, a cache line of the
  // source serves as many rows as it holds.
  const std::uint64_t tile_rows = std::max<std::uint64_t>(64, 32768 / target.columns());
  const std::uint64_t tiles = divided_up(target.rows(), tile_rows);
  const std::vector<std::uint64_t> stored =
      array.column_major ? stored_columns(array.shape) : std::vector<std::uint64_t>();
  std::uint64_t first_inexact = none;
#pragma omp parallel for num_threads(team_size(threads, tiles)) reduction(min : first_inexact)
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    const std::uint64_t first = tile * tile_rows;
    const std::uint64_t count = std::min(tile_rows, target.rows() - first);
    const std::uint64_t inexact =
        array.swapped ? convert_rows<Source, Target, true>(source, stored, target, first, count)
                      : convert_rows<Source, Target, false>(source, stored, target, first, count);
    first_inexact = std::min(first_inexact, inexact);
  }
  return first_inexact == none ? std::nullopt : std::optional(first_inexact);
}

}  // namespace

std::size_t scalar_size(Scalar scalar) {
  switch (scalar) {
    case Scalar::int8:
    case Scalar::uint8:
      return 1;
    case Scalar::int16:
    case Scalar::uint16:
    case Scalar::float16:
      return 2;
    case Scalar::int32:
    case Scalar::uint32:
    case Scalar::float32:
      return 4;
    case Scalar::int64:
    case Scalar::uint64:
    case Scalar::float64:
      return 8;
  }
  return 0;
}

std::optional<std::uint64_t> convert_scalars(const char* source, const ArrayDescription& array,
                                             Matrix& target, int threads) {
  switch (array.scalar) {
    case Scalar::int8:
      return convert<std::int8_t, double>(source, array, target, threads);
    case Scalar::uint8:
      return convert<std::uint8_t, std::uint8_t>(source, array, target, threads);
    case Scalar::int16:
      return convert<std::int16_t, double>(source, array, target, threads);
    case Scalar::uint16:
      return convert<std::uint16_t, double>(source, array, target, threads);
    case Scalar::int32:
      return convert<std::int32_t, double>(source, array, target, threads);
    case Scalar::uint32:
      return convert<std::uint32_t, double>(source, array, target, threads);
    case Scalar::int64:
      return convert<std::int64_t, double>(source, array, target, threads);
    case Scalar::uint64:
      return convert<std::uint64_t, double>(source, array, target, threads);
    case Scalar::float16:
      return convert<Half, float>(source, array, target, threads);
    case Scalar::float32:
      return convert<float, float>(source, array, target, threads);
    case Scalar::float64:
      return convert<double, double>(source, array, target, threads);
  }
  return std::nullopt;
}

}  // namespace glissade
