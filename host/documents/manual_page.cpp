#include "documents/manual_page.hpp"

#include <algorithm>

#include "cli/options/help_text.hpp"
#include "glissade/version.hpp"

namespace glissade {
namespace {

/// Text as troff takes it: hyphens that can be copied, and no line that is taken for a request.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '\\')
      result += "\\e";
    else if (byte == '-')
      result += "\\-";
    else
      result += byte;
  }
  return result.starts_with('.') || result.starts_with('\'') ? "\\&" + result : result;
}

std::string title(const std::string& name) {
  std::string capitals = name;
  std::ranges::transform(capitals, capitals.begin(), [](char byte) {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  });
  return ".TH " + capitals + " 1 \"\" \"glissade " + std::string(version()) + "\" \"User Commands\"\n";
}

std::string option_entry(const BoundOption& option) {
  const OptionInfo& info = *option.info;
  const std::string name = (info.is_positional() ? "" : "--") + std::string(info.name);
  return ".TP\n\\fB" + escaped(name) + "\\fR" +
         (info.value.empty() ? "" : " \\fI" + escaped(info.value) + "\\fR") + '\n' +
         escaped(option_help(option)) + '\n';
}

bool has_option(const CommandOptions& command, std::string_view name) {
  const auto is_it = [&](const BoundOption& option) { return option.info->name == name; };
  return std::ranges::any_of(command.options, is_it);
}

/// Options of every model once, those of one model alone with its name.
std::string option_sections(std::span<const CommandOptions> commands) {
  std::vector<BoundOption> all;
  for (const CommandOptions& command : commands) {
    for (const BoundOption& option : command.options) {
      const auto is_it = [&](const BoundOption& other) { return other.info == option.info; };
      if (std::ranges::none_of(all, is_it))
        all.push_back(option);
    }
  }
  std::string text = ".SH OPTIONS\n";
  for (const std::string_view heading : headings_of(all)) {
    text += ".SS " + escaped(heading) + '\n';
    for (const BoundOption& option : all) {
      if (option.info->heading != heading)
        continue;
      text += option_entry(option);
      for (const CommandOptions& command : commands) {
        if (!has_option(command, option.info->name))
          text += "Not for \\fB" + escaped(command.name) + "\\fR.\n";
      }
    }
  }
  return text;
}

constexpr const char* exit_statuses = R"(.SH EXIT STATUS
0 done, 1 failure at run time, 2 usage, 3 data or model file, 4 training diverged, 5 verification failed,
6 device not available, 129, 130 or 143 stopped by SIGHUP, SIGINT or SIGTERM after saving the model, 141 the
reader of the output closed it.
)";

}  // namespace

std::string manual_page() {
  std::string text =
      title("glissade") + ".SH NAME\nglissade \\- train linear regression and dense classifiers\n";
  text += ".SH SYNOPSIS\n\\fBglissade\\fR \\fICOMMAND\\fR [arguments]\n.SH COMMANDS\n";
  for (const CommandInfo& command : all_commands())
    text += ".TP\n\\fB" + escaped(command.name) + "\\fR " + escaped(command.arguments) + '\n' +
            escaped(command.summary) + ". See \\fBglissade\\-" + escaped(command.name) + "\\fR(1).\n";
  return text + exit_statuses;
}

std::string manual_page(std::span<const CommandOptions> commands) {
  const CommandInfo& command = *commands.front().command;
  const std::string name = "glissade-" + std::string(command.name);
  std::string text = title(name) + ".SH NAME\n" + escaped(name) + " \\- " + escaped(command.summary) + '\n';
  text += ".SH SYNOPSIS\n";
  for (const CommandOptions& one : commands)
    text += ".B glissade " + escaped(one.name) + "\n" + escaped(command.usage) + "\n.br\n";
  text += ".SH DESCRIPTION\n" + escaped(command.description) + '\n';
  if (!command.classifier_description.empty())
    text += ".PP\n" + escaped(command.classifier_description) + '\n';
  return text + option_sections(commands) + exit_statuses + ".SH SEE ALSO\n.BR glissade (1)\n";
}

}  // namespace glissade
