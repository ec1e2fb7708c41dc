#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/array_files.hpp"

namespace glissade {

/// A float32 .npy file of zeros that takes no room on the disk.
class SparseNpy {
 public:
  /// With `columns` = 0, of one dimension.
  SparseNpy(std::string path, std::uint64_t rows, std::uint64_t columns)
      : path_(std::move(path)), columns_(columns == 0 ? 1 : columns) {
    const std::string shape =
        "(" + std::to_string(rows) + "," + (columns == 0 ? "" : " " + std::to_string(columns)) + ")";
    const std::string header = npy_array("<f4", false, shape, "");
    std::ofstream(path_, std::ios::binary) << header;
    start_ = header.size();
    std::filesystem::resize_file(path_, start_ + rows * columns_ * sizeof(float));
  }

  const std::string& path() const { return path_; }
  std::uint64_t start() const { return start_; }

  void set(std::uint64_t row, std::uint64_t column, float value) const {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(start_ + (row * columns_ + column) * sizeof(float)));
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
  }

 private:
  std::string path_;
  std::uint64_t columns_;
  std::uint64_t start_ = 0;
};

}  // namespace glissade
