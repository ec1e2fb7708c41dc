#include "data/arrays/idx_header.hpp"

#include <array>
#include <bit>

namespace glissade {

namespace {

Scalar scalar_of(const ByteReader& reader, unsigned code) {
  switch (code) {
    case 0x08:
      return Scalar::uint8;
    case 0x09:
      return Scalar::int8;
    case 0x0b:
      return Scalar::int16;
    case 0x0c:
      return Scalar::int32;
    case 0x0d:
      return Scalar::float32;
    case 0x0e:
      return Scalar::float64;
    default:
      reader.fail("the IDX header names an element type, " + std::to_string(code) + ", that does not exist",
                  "The file is damaged or of another kind.");
  }
}

}  // namespace

bool is_idx(std::string_view first_bytes) {
  return first_bytes.starts_with(std::string_view("\0\0", 2));
}

ArrayDescription read_idx_header(ByteReader& reader) {
  std::array<unsigned char, 4> magic{};
  reader.read_exactly(magic.data(), magic.size(), "the IDX header");
  ArrayDescription array;
  array.scalar = scalar_of(reader, magic[2]);
  array.swapped = std::endian::native == std::endian::little;
  if (magic[3] == 0) {
    reader.fail("the IDX header has no dimension", "The file is damaged or of another kind.");
  }
  for (unsigned dimension = 0; dimension < magic[3]; ++dimension) {
    std::array<unsigned char, 4> extent{};
    reader.read_exactly(extent.data(), extent.size(), "the IDX header");
    array.shape.push_back((std::uint64_t{extent[0]} << 24U) | (std::uint64_t{extent[1]} << 16U) |
                          (std::uint64_t{extent[2]} << 8U) | std::uint64_t{extent[3]});
  }
  return array;
}

}  // namespace glissade
