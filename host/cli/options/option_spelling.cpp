#include "cli/options/option_spelling.hpp"

#include <algorithm>
#include <optional>

#include "cli/options/program_option_table.hpp"
#include "options/run_option_table.hpp"

namespace glissade {
namespace {

template <class Row>
bool has_option(std::span<const Row> table, std::string_view name) {
  return std::ranges::any_of(table, [&](const Row& row) { return row.info.name == name; });
}

std::optional<std::string> spelled(std::string_view word) {
  std::string name(word);
  std::ranges::replace(name, '_', '-');
  if (!has_option(run_option_table(), name) && !has_option(program_option_table(), name))
    return std::nullopt;
  return "--" + name;
}

}  // namespace

std::string with_spelled_options(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos)
      break;
    const auto option = spelled(text.substr(open + 1, close - open - 1));
    result += std::string(text.substr(0, open)) + (option ? *option : std::string("{"));
    text.remove_prefix(option ? close + 1 : open + 1);
  }
  return result += text;
}

}  // namespace glissade
