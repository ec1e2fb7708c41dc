#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/output/messages.hpp"
#include "data/files/file_descriptor.hpp"

namespace glissade {

/// The file of --log: one JSON document a line, each written at once so that others can follow it. One run at
/// a time has the file.
class RunLog {
 public:
  /// Without a path every event is ignored. Throws Error(failure) for a file that cannot be opened, or to
  /// which another run writes. Leaves what it holds as it is until the first event, which replaces it, or
  /// with `continues` adds to it.
  RunLog(const std::optional<std::string>& path, bool continues, Notes& notes);

  /// `event`: start, epoch or end; it becomes the line's first key. A line that cannot be written is no
  /// reason to lose the run: it is said once.
  void write(const char* event, const nlohmann::ordered_json& fields);

 private:
  void lock() const;
  void begin();
  void append(std::string line);

  std::string path_;
  FileDescriptor file_;
  bool continues_;
  Notes notes_;
  bool is_own_file_ = false;  ///< a regular file, opened by its name
  bool has_begun_ = false;
  bool is_mid_line_ = false;  ///< what was written last lacks its end
  bool has_failed_ = false;
};

}  // namespace glissade
