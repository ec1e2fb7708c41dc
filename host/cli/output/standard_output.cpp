#include "cli/output/standard_output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "glissade/error.hpp"
#include "process/descriptor_writing.hpp"
#include "report/printable.hpp"

namespace glissade {

void write_standard_output(std::string_view text) {
  if (write_all(STDOUT_FILENO, text))
    return;
  if (errno == EPIPE)
    throw OutputClosed();
  throw Error(ErrorKind::failure, std::string("standard output cannot be written: ") + std::strerror(errno));
}

void write_text(std::string_view text) {
  write_standard_output(printable_lines(text));
}

void write_json(const nlohmann::ordered_json& document) {
  const std::string text = document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  write_standard_output(printable_json(text) + '\n');
}

}  // namespace glissade
