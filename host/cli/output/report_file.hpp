#pragma once

#include <functional>
#include <optional>
#include <string>

#include "data/files/atomic_file.hpp"
#include "glissade/error.hpp"

namespace glissade {

/// The page of --report.
class ReportFile {
 public:
  /// Opened before anything is computed: an hour's work must not end at a folder that cannot be written.
  /// Without a path no page is made. Throws as AtomicFile does.
  explicit ReportFile(const std::optional<std::string>& path);

  /// Puts the page that `make` returns in place. What keeps it from that is returned, so that the results
  /// that the page shows are not lost with it.
  std::optional<Error> write(const std::function<std::string()>& make);

 private:
  std::optional<AtomicFile> file_;
};

}  // namespace glissade
