#include "glissade/version.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glissade {
namespace {

TEST(Version, IsTheSameInEveryForm) {
  EXPECT_EQ(std::to_string(GLISSADE_VERSION_MAJOR) + '.' + std::to_string(GLISSADE_VERSION_MINOR) + '.' +
                std::to_string(GLISSADE_VERSION_PATCH),
            GLISSADE_VERSION_STRING);
  EXPECT_STREQ(GLISSADE_VERSION_STRING, GLISSADE_PROJECT_VERSION);
  EXPECT_EQ(version(), GLISSADE_VERSION_STRING);
}

}  // namespace
}  // namespace glissade
