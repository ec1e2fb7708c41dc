#include "data/files/file_kind.hpp"

#include "data/arrays/idx_header.hpp"
#include "data/arrays/npy_header.hpp"

namespace glissade {

FileKind recognize_file(std::string_view path, std::string_view first_bytes) {
  if (is_npy(first_bytes) || path.ends_with(".npy") || path.ends_with(".npy.gz")) {
    return FileKind::npy;
  }
  return is_idx(first_bytes) ? FileKind::idx : FileKind::csv;
}

}  // namespace glissade
