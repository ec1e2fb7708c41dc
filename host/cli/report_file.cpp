#include "cli/report_file.hpp"

#include <filesystem>

#include "data/files/atomic_file.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code error;
  return one == other ||
         (std::filesystem::is_regular_file(one, error) && std::filesystem::equivalent(one, other, error));
}

}  // namespace

void require_writable(const std::string& path) {
  const AtomicFile probe(path);
}

void write_whole(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void refuse_report_over(const std::optional<std::string>& report,
                        std::initializer_list<std::pair<const char*, std::optional<std::string>>> others) {
  for (const auto& [option, path] : others) {
    if (report && path && is_same_file(*report, *path))
      throw Error(ErrorKind::usage,
                  "--report and " + std::string(option) + " name the same file, '" + *report + "'");
  }
}

}  // namespace glissade
