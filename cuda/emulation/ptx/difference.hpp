#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ptx/launch.hpp"

namespace emulation::ptx {

/// How the memory that the interpreted code left differs from that of the host compiler's.
struct Difference {
  std::size_t bytes = 0;               ///< that differ
  std::size_t first = 0;               ///< of them
  std::size_t element_bytes = 1;       ///< of what was stored there
  std::optional<Accessor> last_store;  ///< of the interpreted code
  std::size_t other_nans = 0;          ///< bytes of NaNs that have other bits, which are no difference
};

/// `memory` is the whole of what the image was made of.
Difference compare(const Image& image, const std::byte* memory, const Kernel& kernel, const Moment& last);

/// An element of 1 to 8 bytes, in hexadecimal digits, and as a number where it may be one.
std::string text_of_element(const std::byte* element, std::size_t bytes);

}  // namespace emulation::ptx
