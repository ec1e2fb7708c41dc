#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace glissade {

/// A fresh, empty directory within the build folder, removed with all that is in it at the end of its scope.
class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_(GLISSADE_TEST_DIRECTORY "/test-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) {
      throw std::runtime_error("no temporary directory in " GLISSADE_TEST_DIRECTORY);
    }
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  /// Path of the file `name` in the directory, whether it exists or not.
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// Writes `content` as the file `name` and returns its path.
  std::string write(std::string_view name, std::string_view content) const {
    const std::string path = file(name);
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    if (!stream) {
      throw std::runtime_error("cannot write " + path);
    }
    return path;
  }

  /// The bytes of the file `name`.
  std::string read(std::string_view name) const {
    std::ifstream stream(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

}  // namespace glissade
