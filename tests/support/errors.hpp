#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <optional>
#include <string>

#include "glissade/error.hpp"

namespace glissade {

/// The error that `action` ends in; nothing where it succeeds.
template <class Action>
std::optional<Error> error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

/// Expects `action` to end in an error of `kind` whose sentence and hint, together, contain every `part`.
template <class Action, class... Parts>
void expect_error(ErrorKind kind, Action&& action, const Parts&... parts) {
  const std::optional<Error> error = error_of(action);
  ASSERT_TRUE(error.has_value()) << "no error";
  EXPECT_EQ(error->kind(), kind) << error->what();
  const std::string text = std::string(error->what()) + " / " + error->hint();
  for (const std::string& part : std::initializer_list<std::string>{parts...}) {
    EXPECT_THAT(text, testing::HasSubstr(part));
  }
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
}

/// The error that `action` throws; fails the test where it throws none.
template <class Action>
Error error_from(Action&& action) {
  std::optional<Error> error = error_of(action);
  if (error)
    return *error;
  ADD_FAILURE() << "no error was thrown";
  return {ErrorKind::verification, "no error was thrown"};
}

}  // namespace glissade
