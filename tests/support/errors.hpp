#pragma once

#include <gtest/gtest.h>

#include "glissade/error.hpp"

namespace glissade {

/// The Error that `action` throws; fails the test where it throws none.
template <class Action>
Error error_from(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {ErrorKind::verification, "no error was thrown"};
}

}  // namespace glissade
