#include "documents/completion.hpp"

#include <algorithm>

#include "cli/options/help_text.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

constexpr std::string_view model_words = "linear classifier";

/// The words that a value can be, "mean median drop"; empty if it is a number, a name or a file.
std::string value_words(const OptionInfo& info) {
  std::string words(info.value);
  const auto is_word = [](char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'); };
  if (words.find('|') == std::string::npos)
    return {};
  std::ranges::replace(words, '|', ' ');
  std::string kept;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find(' ', begin), words.size());
    const std::string word = words.substr(begin, end - begin);
    if (std::ranges::all_of(word, is_word))
      kept += (kept.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return kept;
}

std::string option_words(const CommandOptions& command) {
  std::string words = "--help";
  for (const BoundOption& option : command.options) {
    if (!option.info->is_positional())
      words += " --" + std::string(option.info->name);
  }
  return words;
}

std::string command_words() {
  std::string words;
  for (const CommandInfo& command : all_commands())
    words += (words.empty() ? "" : " ") + std::string(command.name);
  return words;
}

std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char byte : text)
    quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  return quoted + "'";
}

/// "linear|classifier) …": the cases of a shell's case statement, one for each option with words as values.
std::string value_cases(std::span<const CommandOptions> commands) {
  std::vector<std::string> seen;
  std::string cases;
  for (const CommandOptions& command : commands) {
    for (const BoundOption& option : command.options) {
      const std::string name = "--" + std::string(option.info->name);
      const std::string words = value_words(*option.info);
      if (words.empty() || std::ranges::find(seen, name) != seen.end())
        continue;
      seen.push_back(name);
      cases += "    " + name + ") words='" + words + "' ;;\n";
    }
  }
  return cases;
}

std::string command_cases(std::span<const CommandOptions> commands) {
  std::string cases;
  for (const CommandOptions& command : commands)
    cases += "    '" + command.name + "') words='" + option_words(command) + "' ;;\n";
  return cases;
}

/// Options with a value that is not among a few words: a file's name, or nothing that a shell knows.
std::string valued_options(bool of_files, std::span<const CommandOptions> commands) {
  std::vector<std::string> names;
  for (const CommandOptions& command : commands) {
    for (const BoundOption& option : command.options) {
      const OptionInfo& info = *option.info;
      std::string name = "--" + std::string(info.name);
      if (!info.is_flag() && !info.is_positional() && value_words(info).empty() &&
          (info.file != FileRole::none) == of_files && std::ranges::find(names, name) == names.end())
        names.push_back(std::move(name));
    }
  }
  return joined(names, "|");
}

std::string bash_script(std::span<const CommandOptions> commands) {
  return R"(# Completion of glissade for bash.
_glissade() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words=
  local command=${COMP_WORDS[1]}
  case $command in train|verify|compare) command="$command ${COMP_WORDS[2]}" ;; esac
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ')" +
         command_words() + R"( --help --version' -- "$word"))
    return
  fi
  case $COMP_CWORD:${COMP_WORDS[1]} in 2:train|2:verify|2:compare)
    COMPREPLY=($(compgen -W ')" +
         std::string(model_words) + R"( --help' -- "$word"))
    return
  esac
  case $previous in
)" + value_cases(commands) +
         "    " + valued_options(true, commands) + R"() COMPREPLY=($(compgen -f -- "$word")); return ;;
    )" + valued_options(false, commands) +
         R"() return ;;
  esac
  if [ -z "$words" ] && [[ $word != -* ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
    return
  fi
  [ -n "$words" ] || case $command in
)" + command_cases(commands) +
         R"(  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _glissade glissade
)";
}

std::string zsh_script(std::span<const CommandOptions> commands) {
  return R"(#compdef glissade
# Completion of glissade for zsh.
local previous=${words[CURRENT-1]} word=${words[CURRENT]} command=${words[2]} first=${words[2]}
local model=${words[3]}
case $command in (train|verify|compare) command="$command $model" ;; esac
if (( CURRENT == 2 )); then
  compadd -- )" +
         command_words() + R"( --help --version
  return
fi
if (( CURRENT == 3 )) && [[ $first == (train|verify|compare) ]]; then
  compadd -- )" +
         std::string(model_words) + R"( --help
  return
fi
() {
  local words=
  case $previous in
)" + value_cases(commands) +
         "    " + valued_options(true, commands) + R"() _files; return ;;
    )" + valued_options(false, commands) +
         R"() return ;;
  esac
  if [[ -z $words && $word != -* ]]; then
    _files
    return
  fi
  [[ -n $words ]] || case $command in
)" + command_cases(commands) +
         R"(  esac
  compadd -- ${=words}
}
)";
}

std::string fish_line(const CommandOptions& command, const BoundOption& option) {
  const OptionInfo& info = *option.info;
  const std::size_t space = command.name.find(' ');
  std::string condition = "__fish_seen_subcommand_from " + command.name.substr(0, space);
  if (space != std::string::npos)
    condition += "; and __fish_seen_subcommand_from" + command.name.substr(space);
  std::string line = "complete -c glissade -n '" + condition + "' -l " + std::string(info.name);
  if (const std::string words = value_words(info); !words.empty())
    line += " -x -a '" + words + "'";
  else if (!info.is_flag())
    line += info.file == FileRole::none ? " -x" : " -r";
  return line + " -d " + single_quoted(option_help(option)) + '\n';
}

std::string fish_script(std::span<const CommandOptions> commands) {
  std::string script = "# Completion of glissade for fish.\n";
  for (const CommandInfo& command : all_commands())
    script += "complete -c glissade -n __fish_use_subcommand -f -a " + std::string(command.name) + " -d " +
              single_quoted(command.summary) + '\n';
  script +=
      "complete -c glissade -n '__fish_seen_subcommand_from train verify compare; and not "
      "__fish_seen_subcommand_from linear classifier' -f -a 'linear classifier'\n";
  for (const CommandOptions& command : commands) {
    for (const BoundOption& option : command.options) {
      if (!option.info->is_positional())
        script += fish_line(command, option);
    }
  }
  return script;
}

}  // namespace

std::string completion_script(std::string_view shell, std::span<const CommandOptions> commands) {
  if (shell == "bash")
    return bash_script(commands);
  if (shell == "zsh")
    return zsh_script(commands);
  if (shell == "fish")
    return fish_script(commands);
  throw Error(ErrorKind::usage,
              "there is completion for bash, zsh and fish, not for '" + std::string(shell) + "'");
}

}  // namespace glissade
