#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "data/files/file_descriptor.hpp"

namespace glissade {

/// The file of --log: one JSON document a line, each written at once so that others can follow it.
class RunLog {
 public:
  /// Replaces the file, or with `continues` adds to it; without a path every event is ignored. Throws
  /// Error(failure) where it cannot be written, as write() does.
  RunLog(const std::optional<std::string>& path, bool continues);

  /// `event`: start, epoch or end; it becomes the line's first key.
  void write(const char* event, const nlohmann::ordered_json& fields);

 private:
  [[noreturn]] void fail() const;

  std::string path_;
  FileDescriptor file_;
};

}  // namespace glissade
