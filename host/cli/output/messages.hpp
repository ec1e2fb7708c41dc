#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "glissade/error.hpp"
#include "glissade/run_observer.hpp"

/// Messages on standard error.
namespace glissade {

/// Notes, warnings and tables, silenced by --quiet.
class Notes : public RunObserver {
 public:
  explicit Notes(bool quiet) : quiet_(quiet) {}

  bool is_listening() const override { return !quiet_; }
  void note(std::string_view text) override;
  void warn(std::string_view text) override;
  /// Also under --quiet.
  void report_loss(std::string_view text) override;
  /// Whole lines, such as a table.
  void show(std::string_view lines) const;

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
