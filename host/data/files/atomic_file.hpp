#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/files/output_place.hpp"
#include "glissade/error.hpp"

namespace glissade {

/// An output that is complete on the disk but could not be put under its name. The message says where it is.
class NotInPlace : public Error {
 public:
  using Error::Error;
};

/// Writes a file so that under its name there is, at every moment, either what was there before or the whole
/// of the new content: into a temporary file in the same folder, which commit() renames. Where the file
/// system allows it the temporary file has no name before commit(), so that nothing is left of it however the
/// process ends.
///
/// A symbolic link stays, and the file that it leads to is written, whether there is one yet or not. A file
/// that may not be written is not replaced either. A replaced file's permissions and access list are kept,
/// and its owner and group where the system allows that; where the group or the list cannot be kept, the
/// group may do only what everybody may. What is not a regular file (a terminal, a pipe, a device) is written
/// directly, and so are /dev/stdout and other names of open descriptors.
///
/// Every member throws Error(failure) that names the file and the system's reason.
class AtomicFile {
 public:
  /// Asks the system whether the file could be put in place, too: commit() may come hours later.
  explicit AtomicFile(const std::string& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Without commit(), removes the temporary file.
  ~AtomicFile();

  /// Throws as the constructor would, as far as that can be told without opening a pipe, whose reader would
  /// take it for the whole output. Changes nothing.
  static void require_writable(const std::string& path);

  /// Whether what is written is there at once, in a terminal, a pipe or a device.
  static bool is_written_directly(const std::string& path);

  void write(const void* bytes, std::size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Everything written is on the disk when this returns, but not under its name. Nothing may be written
  /// after it. For outputs that belong together: the disk has room for all of them before the first is put
  /// in place.
  void finish();

  /// Everything written is on the disk and under its name when this returns. Throws NotInPlace if only the
  /// latter fails.
  void commit();

 private:
  enum class Probe : bool { no, yes };
  AtomicFile(const std::string& path, Probe probe);
  void open_directly(const OutputPlace& place, Probe probe);
  void require_replaceable() const;
  void create_temporary(unsigned permissions);
  int put_in_place();
  [[noreturn]] void fail_with_all_of_it(int error);
  void keep_attributes(const struct stat& old);
  void flush();
  void write_through(const std::byte* bytes, std::size_t count);
  [[noreturn]] void fail(const char* what, int error) const;

  std::string name_;            // as given
  std::string path_;            // with links followed; empty if the target is written directly
  std::string temporary_path_;  // empty while the temporary file has no name, and after commit()
  int descriptor_ = -1;
  std::vector<std::byte> buffer_;
};

}  // namespace glissade
