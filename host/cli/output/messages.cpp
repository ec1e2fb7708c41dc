#include "cli/output/messages.hpp"

#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/options/option_spelling.hpp"
#include "process/descriptor_writing.hpp"
#include "report/printable.hpp"

namespace glissade {
namespace {

bool coloured() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) != 0 && (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

/// Standard error may be closed or full; there is nowhere left to say so.
void write_standard_error(const std::string& text) {
  (void)write_until_stopped(STDERR_FILENO, text);
}

}  // namespace

void Notes::note(std::string_view text) {
  if (!quiet_)
    write_standard_error(printable(with_spelled_options(text)) + '\n');
}

void Notes::show(std::string_view lines) const {
  if (!quiet_)
    write_standard_error(printable_lines(lines));
}

void Notes::warn(std::string_view text) {
  note("warning: " + std::string(text));
}

void Notes::report_loss(std::string_view text) {
  Notes(false).warn(text);
}

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::input:
      return "input";
    case ErrorKind::diverged:
      return "diverged";
    case ErrorKind::verification:
      return "verification";
    case ErrorKind::device:
      return "device";
    case ErrorKind::failure:
      break;
  }
  return "failure";
}

nlohmann::ordered_json error_json(const Error& error) {
  nlohmann::ordered_json json;
  json["kind"] = name_of(error.kind());
  json["message"] = with_spelled_options(error.what());
  if (!error.hint().empty())
    json["hint"] = with_spelled_options(error.hint());
  return json;
}

void print_error(const Error& error) {
  std::string text = coloured() ? "\033[1;31mglissade:\033[0m " : "glissade: ";
  text += printable(with_spelled_options(error.what())) + '\n';
  if (!error.hint().empty())
    text += "hint: " + printable(with_spelled_options(error.hint())) + '\n';
  write_standard_error(text);
}

}  // namespace glissade
