#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// A tensor's place in a file. Types are safetensors' names: "F32", "F64", …
struct SafetensorsEntry {
  std::string type;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0;  ///< bytes after the header
  std::uint64_t end = 0;

  std::uint64_t elements() const;
};

/// A whole safetensors file, checked: every tensor has as many bytes as its shape and type say, and they
/// follow one another without a gap to the end of the file.
class Safetensors {
 public:
  /// Throws Error(input) that says what is wrong, with the tensor's name or a byte offset.
  static Safetensors read(const std::string& path);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// Whether the file stated one, which then fitted.
  bool has_checksum() const { return has_checksum_; }
  const std::map<std::string, SafetensorsEntry>& entries() const { return entries_; }
  std::span<const std::byte> bytes(const SafetensorsEntry& entry) const {
    return std::span(data_).subspan(entry.begin, entry.end - entry.begin);
  }

 private:
  std::map<std::string, std::string> metadata_;
  std::map<std::string, SafetensorsEntry> entries_;
  std::vector<std::byte> data_;
  bool has_checksum_ = false;
};

/// A tensor to be written; T is float or double.
struct SafetensorsTensor {
  std::string name;
  std::string type;
  std::vector<std::uint64_t> shape;
  std::span<const std::byte> bytes;
};

SafetensorsTensor to_tensor(std::string name, std::vector<std::uint64_t> shape,
                            std::span<const float> values);
SafetensorsTensor to_tensor(std::string name, std::vector<std::uint64_t> shape,
                            std::span<const double> values);

/// Replaces the file at `path` in one go. Data start at a multiple of 8 bytes; give tensors of 8-byte
/// elements first and all are aligned. A checksum of everything goes to the metadata, under `checksum_key`:
/// read() refuses a file that it does not fit. Throws Error(failure).
void write_safetensors(const std::string& path, const std::map<std::string, std::string>& metadata,
                       std::span<const SafetensorsTensor> tensors);

inline constexpr std::string_view checksum_key = "checksum";

}  // namespace glissade
