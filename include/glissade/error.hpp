#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace glissade {

/// The kind of a failure, by who can mend it. The values are the program's exit statuses.
enum class ErrorKind {
  failure = 1,       ///< the machine: a full disk, no memory
  usage = 2,         ///< a value out of range, options that contradict each other
  input = 3,         ///< a data or model file that is missing, unreadable, malformed, or does not fit
  diverged = 4,      ///< training reached a loss or parameter that is not finite
  verification = 5,  ///< two computations that must agree do not
  device = 6,        ///< the device asked for cannot be used
};

/// The one exception type that crosses Glissade's public interface. `what()` is one sentence that says what
/// went wrong and where; `hint()` is one sentence that says what to try, or empty.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = {})
      : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& hint() const noexcept { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

}  // namespace glissade
