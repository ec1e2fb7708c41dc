#include "cli/output/extra_file.hpp"

#include "data/files/promised_format.hpp"

namespace glissade {

ExtraFile::ExtraFile(const std::optional<std::string>& path, std::string_view option,
                     std::string_view content, std::initializer_list<std::string_view> suffixes) {
  if (!path)
    return;
  require_promise_kept(option, *path, content, suffixes);
  file_.emplace(*path);
}

std::optional<Error> ExtraFile::write(const std::function<std::string()>& make) {
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
