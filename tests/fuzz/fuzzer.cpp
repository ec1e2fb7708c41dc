#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz/parsers.hpp"

/// libFuzzer's entry. GLISSADE_PARSER is the name of the parser that this program is about.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace glissade::fuzz;
  static const Parser& parser = *std::ranges::find(parsers(), std::string(GLISSADE_PARSER), &Parser::name);
  parser.parse(std::as_bytes(std::span(data, size)));
  return 0;
}
