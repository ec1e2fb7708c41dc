#include "data/arrays/npy_writer.hpp"

#include <bit>

namespace glissade {

namespace {

// The numbers start on a cache line, so that a reader can map them.
constexpr std::size_t header_alignment = 64;

std::string type_text(Scalar scalar) {
  const std::string order = std::endian::native == std::endian::little ? "<" : ">";
  switch (scalar) {
    case Scalar::int32:
      return order + "i4";
    case Scalar::int64:
      return order + "i8";
    case Scalar::float64:
      return order + "f8";
    default:
      return order + "f4";
  }
}

std::string header(Scalar scalar, const std::vector<std::uint64_t>& shape) {
  std::string extents;
  for (const std::uint64_t extent : shape) {
    extents += (extents.empty() ? "" : " ") + std::to_string(extent) + ",";
  }
  if (shape.size() > 1) {
    extents.pop_back();
  }
  std::string text =
      "{'descr': '" + type_text(scalar) + "', 'fortran_order': False, 'shape': (" + extents + "), }";
  constexpr std::size_t prefix_bytes = 10;
  const std::size_t unpadded = prefix_bytes + text.size() + 1;
  text.append((header_alignment - unpadded % header_alignment) % header_alignment, ' ');
  text += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(text.size() & 0xffU);
  bytes += static_cast<char>(text.size() >> 8U);
  return bytes + text;
}

}  // namespace

NpyWriter::NpyWriter(const std::string& path, Scalar scalar, const std::vector<std::uint64_t>& shape)
    : file_(path) {
  file_.write(header(scalar, shape));
}

}  // namespace glissade
