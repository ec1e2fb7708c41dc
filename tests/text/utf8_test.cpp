#include "text/utf8.hpp"

#include <gtest/gtest.h>

namespace glissade {
namespace {

TEST(Utf8, ReadsEveryCodePointThatItWrites) {
  for (char32_t code_point = 0; code_point <= 0x110000; ++code_point) {
    std::string text = "x";
    const bool is_one = code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff);
    ASSERT_EQ(append_code_point(code_point, text), is_one) << static_cast<unsigned>(code_point);
    std::string_view rest = std::string_view(text).substr(1);
    if (!is_one) {
      ASSERT_TRUE(rest.empty());
      continue;
    }
    ASSERT_EQ(take_code_point(rest), code_point);
    ASSERT_TRUE(rest.empty());
  }
}

}  // namespace
}  // namespace glissade
