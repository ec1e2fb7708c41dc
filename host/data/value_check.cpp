#include "data/value_check.hpp"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>
#include <vector>

#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

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
                   ValueFindings& found) {
  if (all_finite(numbers + first, count)) {
    return;
  }
  for (std::uint64_t index = first; index < first + count; ++index) {
    found.missing += std::isnan(numbers[index]) ? 1 : 0;
    if (!found.first_bad && !std::isfinite(numbers[index]) &&
        !(allow_missing && std::isnan(numbers[index]))) {
      found.first_bad = index;
    }
  }
}

}  // namespace

void ValueFindings::append(const ValueFindings& next) {
  checksum =
      static_cast<std::uint32_t>(::crc32_combine(checksum, next.checksum, static_cast<z_off_t>(next.bytes)));
  bytes += next.bytes;
  missing += next.missing;
  first_bad = first_bad ? first_bad : next.first_bad;
}

ValueCheck::ValueCheck(const MatrixView& values, bool allow_missing)
    : values_(values),
      allow_missing_(allow_missing),
      tiles_(divided_up(values.rows * values.columns * element_size(values.type), tile_bytes)) {}

void ValueCheck::advance(std::uint64_t tiles, int threads) {
  std::vector<ValueFindings> found(std::min(tiles, tiles_ - tiles_done_));
#pragma omp parallel for num_threads(team_size(threads, found.size()))
  for (std::uint64_t tile = 0; tile < found.size(); ++tile) {
    found[tile] = check_tile(tiles_done_ + tile);
  }
  for (const ValueFindings& of_tile : found) {
    findings_.append(of_tile);
  }
  tiles_done_ += found.size();
}

ValueFindings ValueCheck::check_tile(std::uint64_t tile) const {
  const std::uint64_t tile_count = tile_bytes / element_size(values_.type);
  const std::uint64_t first = tile * tile_count;
  const std::uint64_t count = std::min(tile_count, values_.rows * values_.columns - first);
  ValueFindings found;
  found.bytes = count * element_size(values_.type);
  if (values_.type == ElementType::float32) {
    check_numbers(values_.row<float>(0), first, count, allow_missing_, found);
  } else if (values_.type == ElementType::float64) {
    check_numbers(values_.row<double>(0), first, count, allow_missing_, found);
  }
  const auto* const bytes = static_cast<const Bytef*>(values_.data) + tile * tile_bytes;
  found.checksum = static_cast<std::uint32_t>(::crc32_z(0, bytes, found.bytes));
  return found;
}

}  // namespace glissade
