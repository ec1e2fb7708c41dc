#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "data/files/file_version.hpp"

namespace glissade {

/// An open file, closed at the end of its scope. Move-only.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)), version_(other.version_) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    std::swap(version_, other.version_);
    return *this;
  }
  ~FileDescriptor();

  /// Opens a regular file, or what comes out of a pipe; "-" is standard input. Throws Error(input) that says
  /// why it cannot be read.
  static FileDescriptor open_for_reading(const std::string& path);

  int number() const { return number_; }
  /// Bytes that the file held when it was opened for reading.
  std::uint64_t size() const { return version_.size; }
  /// As it was when it was opened for reading.
  const FileVersion& version() const { return version_; }
  /// Gives the descriptor up, for a caller that closes it itself.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
  FileVersion version_;
};

}  // namespace glissade
