#include "cli/output/report_file.hpp"

#include "data/files/promised_format.hpp"

namespace glissade {

ReportFile::ReportFile(const std::optional<std::string>& path) {
  if (!path)
    return;
  require_promise_kept("report", *path, "a page is", {".html", ".htm"});
  file_.emplace(*path);
}

std::optional<Error> ReportFile::write(const std::function<std::string()>& make) {
  if (!file_)
    return std::nullopt;
  try {
    file_->write(make());
    file_->commit();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace glissade
