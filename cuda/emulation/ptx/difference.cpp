#include "ptx/difference.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <iomanip>

#include "complaint/complaint.hpp"
#include "ptx/lanes.hpp"

namespace emulation::ptx {
namespace {

template <class Element>
Element element_at(const std::byte* memory) {
  Element element;
  std::memcpy(&element, memory, sizeof element);
  return element;
}

bool is_nan(const std::byte* memory, std::size_t bytes) {
  if (bytes == 8)
    return std::isnan(element_at<double>(memory));
  if (bytes == 4)
    return std::isnan(element_at<float>(memory));
  if (bytes == 2)
    return std::isnan(std::bit_cast<float>(std::uint32_t{element_at<std::uint16_t>(memory)} << 16));
  return false;
}

/// Whether both hold NaNs; of 8 bytes also where these are two floats.
bool are_nans(const std::byte* left, const std::byte* right, std::size_t bytes) {
  if (is_nan(left, bytes) && is_nan(right, bytes))
    return true;
  if (bytes != 8)
    return false;
  for (const std::size_t half : {0, 4}) {
    const bool same = std::memcmp(left + half, right + half, 4) == 0;
    if (!same && !(is_nan(left + half, 4) && is_nan(right + half, 4)))
      return false;
  }
  return true;
}

}  // namespace

Difference compare(const Image& image, const std::byte* memory, const Kernel& kernel, const Moment& last) {
  Difference difference;
  const std::size_t size = image.bytes.size();
  if (std::memcmp(image.bytes.data(), memory, size) == 0)
    return difference;
  for (std::size_t at = 0; at < size; ++at) {
    if (image.bytes[at] == memory[at])
      continue;
    const std::optional<Accessor> store = image.accesses.last_write(at, last);
    const std::size_t width = store ? kernel.code[store->instruction].memory.element_bytes : 1;
    const std::size_t element = at / width * width;
    if (store && are_nans(&image.bytes[element], memory + element, width)) {
      difference.other_nans += width;
      at = element + width - 1;
      continue;
    }
    if (difference.bytes++ == 0) {
      difference.first = element;
      difference.element_bytes = width;
      difference.last_store = store;
    }
  }
  return difference;
}

std::string text_of_element(const std::byte* element, std::size_t bytes) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, element, bytes);
  std::string digits = text("0x", std::hex, std::setfill('0'), std::setw(static_cast<int>(2 * bytes)), bits);
  if (bytes == 4)
    return text(digits, std::setprecision(9), " (", element_at<float>(element), ')');
  if (bytes == 8)
    return text(digits, std::setprecision(17), " (", element_at<double>(element), ')');
  return digits;
}

}  // namespace emulation::ptx
