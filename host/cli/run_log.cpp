#include "cli/run_log.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "cli/descriptor_writing.hpp"
#include "glissade/error.hpp"

namespace glissade {

RunLog::RunLog(const std::optional<std::string>& path, bool continues)
    : path_(path.value_or("")),
      file_(path ? ::open(path->c_str(), O_WRONLY | O_CREAT | (continues ? O_APPEND : O_TRUNC) | O_CLOEXEC,
                          0666)
                 : -1) {
  if (path && file_.number() < 0)
    fail();
}

void RunLog::write(const char* event, const nlohmann::ordered_json& fields) {
  if (file_.number() < 0)
    return;
  nlohmann::ordered_json line;
  line["event"] = event;
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  if (!write_all(file_.number(), text))
    fail();
}

void RunLog::fail() const {
  throw Error(ErrorKind::failure, path_ + ": the log cannot be written: " + std::strerror(errno));
}

}  // namespace glissade
