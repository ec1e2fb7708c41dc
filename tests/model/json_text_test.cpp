#include "model/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/errors.hpp"

namespace glissade {
namespace {

using nlohmann::json;

std::string list_of(const std::string& value, std::size_t count) {
  std::string text = "[";
  for (std::size_t index = 0; index < count; ++index)
    text += (index == 0 ? "" : ",") + value;
  return text + "]";
}

template <class... Parts>
void refuse(const std::string& text, const Parts&... parts) {
  expect_error(
      ErrorKind::input, [&] { parse_json(text, "the header"); }, "the header", parts...);
}

TEST(JsonText, BuildsWhatItReads) {
  for (const char* const text :
       {"null", "true", "-1", "1.5", "18446744073709551615", R"("a\u0000\u00e9")", "[]", "{}",
        R"({"a":[1,{"b":[],"c":null},[2,[3]]],"d":{"a":1,"e":"f"},"":false})", R"([{"a":1},{"a":2},"x"])"})
    EXPECT_EQ(parse_json(text, "it"), json::parse(text)) << text;
}

/// nlohmann's filter would search the list for each entry, which takes minutes.
TEST(JsonText, ReadsAMillionEntriesInAMoment) {
  EXPECT_EQ(parse_json(list_of("{}", 1'000'000), "it").size(), 1'000'000u);
  EXPECT_EQ(parse_json(list_of("[]", 1'000'000), "it").size(), 1'000'000u);
}

TEST(JsonText, RefusesWhatFollowsANulByte) {
  refuse(std::string("{}\0", 3), "byte 3", "NUL");
  refuse(std::string("{\"a\":1}\0\0 anything", 18), "byte 8", "NUL");
}

TEST(JsonText, RefusesDepthAndRepeatedKeys) {
  EXPECT_NO_THROW(parse_json(std::string(16, '[') + std::string(16, ']'), "it"));
  refuse(std::string(17, '[') + std::string(17, ']'), "deep");
  refuse(std::string(1'000'000, '['), "deep");
  refuse(R"({"a":{"b":1,"c":2,"b":3}})", "'b'", "twice");
  refuse("[1,]", "byte 4");
  refuse("1e999", "not valid");
  refuse("", "not valid");
}

}  // namespace
}  // namespace glissade
