#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/parsers.hpp"

/// Every seed, and every input that once was too much for a parser.
namespace glissade::fuzz {
namespace {

class Replay : public testing::TestWithParam<Parser> {};

TEST_P(Replay, OfSeedsAndOldCrashesEndsInAResultOrAnError) {
  const std::filesystem::path folder = std::filesystem::path(GLISSADE_FUZZ_SEEDS) / GetParam().name;
  std::size_t files = 0;
  for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename());
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    GetParam().parse(std::as_bytes(std::span(content)));
    ++files;
  }
  EXPECT_GT(files, 0u);
}

INSTANTIATE_TEST_SUITE_P(, Replay, testing::ValuesIn(parsers()),
                         [](const auto& parser) { return parser.param.name; });

}  // namespace
}  // namespace glissade::fuzz
