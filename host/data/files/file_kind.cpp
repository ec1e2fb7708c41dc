#include "data/files/file_kind.hpp"

#include "data/arrays/idx_header.hpp"
#include "data/arrays/npy_header.hpp"
#include "data/svmlight/svmlight_reader.hpp"

namespace glissade {

FileKind recognize_file(std::string_view path, std::string_view first_bytes) {
  if (is_npy(first_bytes) || path.ends_with(".npy") || path.ends_with(".npy.gz")) {
    return FileKind::npy;
  }
  if (is_idx(first_bytes)) {
    return FileKind::idx;
  }
  return is_svmlight(first_bytes) ? FileKind::svmlight : FileKind::csv;
}

}  // namespace glissade
