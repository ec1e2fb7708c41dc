#include "cli/file_bytes.hpp"

#include <cstring>

namespace glissade::testing {
namespace {

template <class Value>
std::string bytes_of(const std::vector<Value>& values) {
  std::string bytes(values.size() * sizeof(Value), '\0');
  if (!values.empty())
    std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string shape_tuple(const std::vector<std::uint64_t>& shape) {
  std::string text = "(";
  for (const std::uint64_t extent : shape)
    text += std::to_string(extent) + ",";
  return text + ")";
}

}  // namespace

std::string little_endian(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t byte = 0; byte < bytes; ++byte)
    text += static_cast<char>(number >> (8 * byte) & 0xFF);
  return text;
}

std::string npy_file(const std::string& dictionary, const std::string& data) {
  std::string header = dictionary;
  while ((10 + header.size() + 1) % 64 != 0)
    header += ' ';
  header += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + little_endian(header.size(), 2) + header + data;
}

std::string npy_floats(const std::vector<std::uint64_t>& shape, const std::vector<float>& values) {
  return npy_file("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape_tuple(shape) + ", }",
                  bytes_of(values));
}

std::string npy_ints(const std::vector<std::int32_t>& values) {
  return npy_file("{'descr': '<i4', 'fortran_order': False, 'shape': " + shape_tuple({values.size()}) + ", }",
                  bytes_of(values));
}

std::string idx_file(const std::vector<std::uint32_t>& shape, const std::string& data) {
  std::string text("\0\0\x08", 3);
  text += static_cast<char>(shape.size());
  for (const std::uint32_t extent : shape) {
    const std::string bytes = little_endian(extent, 4);
    text.append(bytes.rbegin(), bytes.rend());
  }
  return text + data;
}

std::string safetensors_file(const std::string& header, const std::string& data) {
  return little_endian(header.size(), 8) + header + data;
}

}  // namespace glissade::testing
