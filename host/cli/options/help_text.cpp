#include "cli/options/help_text.hpp"

#include <algorithm>

#include "cli/options/option_spelling.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

constexpr std::size_t text_column = 34;
constexpr std::size_t line_width = 100;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; }));
}

/// The words of `text` in lines that begin at `column`, the first of them where the caller has come to.
std::string wrapped(std::string_view text, std::size_t column) {
  std::string result;
  std::size_t used = column;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (used > column && used + 1 + width_of(word) > line_width) {
      result += '\n' + std::string(column, ' ');
      used = column;
    }
    result += (used > column ? " " : "") + std::string(word);
    used += width_of(word) + (used > column ? 1 : 0);
  }
  return result + '\n';
}

std::string definition(const std::string& term, std::string_view text) {
  std::string line = "  " + term;
  if (width_of(line) + 2 > text_column)
    line += '\n' + std::string(text_column, ' ');
  else
    line += std::string(text_column - width_of(line), ' ');
  return line + wrapped(text, text_column);
}

std::string term_of(const OptionInfo& info) {
  if (info.is_positional())
    return std::string(info.name);
  return "--" + std::string(info.name) + (info.is_flag() ? "" : " " + std::string(info.value));
}

}  // namespace

std::string option_help(const BoundOption& option) {
  std::string text = with_spelled_options(option.info->help);
  if (const std::string range = range_text(*option.info); !range.empty())
    text += " (" + range + ")";
  if (!option.default_text.empty())
    text += " [" + with_spelled_options(option.default_text) + "]";
  return text;
}

std::vector<std::string_view> headings_of(std::span<const BoundOption> options) {
  std::vector<std::string_view> headings;
  const auto add = [&](const BoundOption& option) {
    if (std::ranges::find(headings, option.info->heading) == headings.end())
      headings.push_back(option.info->heading);
  };
  for (const BoundOption& option : options) {
    if (option.info->is_positional())
      add(option);
  }
  std::ranges::for_each(options, add);
  return headings;
}

std::string overview_text() {
  std::string text =
      "Glissade trains linear regression and dense classifiers.\n\n"
      "Usage: glissade COMMAND [arguments]\n\nCommands:\n";
  for (const CommandInfo& command : all_commands())
    text += definition(std::string(command.name) + " " + std::string(command.arguments), command.summary);
  text += "\nOptions:\n";
  text += definition("--help, -h", "This help; after a command, the command's");
  text += definition("--version", "The version; with --json also what it was built from and with");
  return text + "\nExample:\n  glissade train linear --data houses.csv --target price --test 0.2\n";
}

std::string help_text(const CommandInfo& command, const std::string& name,
                      std::span<const BoundOption> options) {
  const bool classifier = name.ends_with(" classifier") && !command.classifier_description.empty();
  std::string text = "Usage: glissade " + name + " " + std::string(command.usage) + "\n\n" +
                     wrapped(classifier ? command.classifier_description : command.description, 0);
  for (const std::string_view heading : headings_of(options)) {
    text += '\n' + std::string(heading) + ":\n";
    for (const BoundOption& option : options) {
      if (option.info->heading == heading)
        text += definition(term_of(*option.info), option_help(option));
    }
  }
  return text + definition("--help, -h", "This help");
}

}  // namespace glissade
