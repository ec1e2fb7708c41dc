#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace glissade {

/// Writes a file so that under its name there is, at every moment, either what was there before or the whole
/// of the new content: into a temporary file beside it, which commit() renames. What is not a regular file (a
/// terminal, a pipe, a device) is written directly.
///
/// Every member throws Error(failure) that names the file and the system's reason.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Without commit(), removes the temporary file.
  ~AtomicFile();

  void write(const void* bytes, std::size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Everything written is on the disk and under its name when this returns. Nothing may be written after it.
  void commit();

 private:
  void create_temporary(unsigned permissions);
  void flush();
  void write_through(const std::byte* bytes, std::size_t count);
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_;
  std::string temporary_path_;  // empty where the target is written directly, and after commit()
  int descriptor_ = -1;
  std::vector<std::byte> buffer_;
};

}  // namespace glissade
