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

/// Whether the braces at [open, close] stand as a word of a sentence does. Names of files, columns and
/// classes may have braces, too: those stand in quotes, at the start before a colon, or within a longer name.
bool is_word_of_a_sentence(std::string_view text, std::size_t open, std::size_t close) {
  const bool begins = open == 0 || text[open - 1] == ' ' || text[open - 1] == '(';
  const std::string_view rest = text.substr(close + 1);
  const bool ends = rest.empty() || std::string_view(" ,;)").find(rest[0]) != std::string_view::npos ||
                    (rest[0] == ':' && open > 0) || (rest[0] == '.' && (rest.size() == 1 || rest[1] == ' '));
  return begins && ends;
}

}  // namespace

std::string with_spelled_options(std::string_view text) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos)
      break;
    const auto option = spelled(text.substr(open + 1, close - open - 1));
    if (!option || !is_word_of_a_sentence(text, open, close))
      continue;
    result += std::string(text.substr(done, open - done)) + *option;
    done = close + 1;
  }
  return result += text.substr(done);
}

}  // namespace glissade
