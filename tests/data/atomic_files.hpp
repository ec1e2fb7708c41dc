#pragma once

#include <fcntl.h>

#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>

#include "data/files/atomic_file.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {

inline std::size_t entries(const TemporaryDirectory& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()),
                                                std::filesystem::directory_iterator()));
}

inline void write_all_of(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

inline int open_descriptors() {
  int count = 0;
  for (int descriptor = 0; descriptor < 256; ++descriptor) {
    count += ::fcntl(descriptor, F_GETFD) >= 0 ? 1 : 0;
  }
  return count;
}

}  // namespace glissade
