#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// The bytes of numbers as this machine has them.
template <class Number>
std::string bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

/// The bytes of numbers in the other byte order.
template <class Number>
std::string swapped_bytes_of(const std::vector<Number>& numbers) {
  std::string bytes = bytes_of(numbers);
  for (std::size_t first = 0; first < bytes.size(); first += sizeof(Number)) {
    std::reverse(bytes.begin() + first, bytes.begin() + first + sizeof(Number));
  }
  return bytes;
}

/// An .npy file with the given header text (a Python dictionary), padded as NumPy does.
inline std::string npy_file(std::string header, std::string_view payload, int version = 1) {
  const std::size_t prefix = version == 1 ? 10 : 12;
  header.append(63 - (prefix + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (std::size_t byte = 0; byte < prefix - 8; ++byte) {
    bytes += static_cast<char>(header.size() >> (8 * byte));
  }
  return bytes + header + std::string(payload);
}

/// An .npy file of an array described in NumPy's words.
inline std::string npy_array(const std::string& type, bool fortran_order, const std::string& shape,
                             std::string_view payload, int version = 1) {
  return npy_file("{'descr': '" + type + "', 'fortran_order': " + (fortran_order ? "True" : "False") +
                      ", 'shape': " + shape + ", }",
                  payload, version);
}

/// An IDX file.
inline std::string idx_file(std::uint8_t type, const std::vector<std::uint32_t>& extents,
                            std::string_view payload) {
  std::string bytes("\0\0", 2);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(extents.size());
  return bytes + swapped_bytes_of(extents) + std::string(payload);
}

}  // namespace glissade
