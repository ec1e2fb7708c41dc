#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "glissade/error.hpp"

/// What the program says on standard error.
namespace glissade {

/// What is not asked for: notes, warnings and tables, silenced by --quiet.
class Notes {
 public:
  explicit Notes(bool quiet) : quiet_(quiet) {}

  bool quiet() const { return quiet_; }
  /// A line.
  void say(std::string_view text) const;
  /// Whole lines, such as a table.
  void show(std::string_view lines) const;
  void warn(std::string_view text) const;
  /// Also under --quiet: something that was asked for is lost.
  void insist(std::string_view text) const { Notes(false).warn(text); }

 private:
  bool quiet_;
};

/// "failure", "usage", "input", "diverged", "verification" or "device".
std::string_view name_of(ErrorKind kind);

/// The value of a document's `error`: kind, message and, where there is one, hint.
nlohmann::ordered_json error_json(const Error& error);

/// One line for the sentence and one for the hint.
void print_error(const Error& error);

}  // namespace glissade
