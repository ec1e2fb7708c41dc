#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "data/files/atomic_file.hpp"
#include "glissade/error.hpp"

namespace glissade {

/// A file that shows results once more, such as the page of --report.
class ExtraFile {
 public:
  /// Opened before anything is computed: an hour's work must not end at a folder that cannot be written.
  /// Without a path nothing is made. Throws as AtomicFile does, and where the name promises another format.
  ExtraFile(const std::optional<std::string>& path, std::string_view option, std::string_view content,
            std::initializer_list<std::string_view> suffixes);

  /// Puts what `make` returns in place. What keeps it from that is returned, so that the results that it
  /// shows are not lost with it.
  std::optional<Error> write(const std::function<std::string()>& make);

 private:
  std::optional<AtomicFile> file_;
};

inline ExtraFile page_file(const std::optional<std::string>& path) {
  return {path, "report", "a page is", {".html", ".htm"}};
}
inline ExtraFile time_line_file(const std::optional<std::string>& path) {
  return {path, "trace", "a time line is", {".json"}};
}

}  // namespace glissade
