#include "cli/options/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/options/help_text.hpp"
#include "cli/options/option_reading.hpp"
#include "cli/options/other_names.hpp"
#include "glissade/error.hpp"
#include "options/config_file.hpp"
#include "run/shared_files.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"
#include "text/shell_quoting.hpp"
#include "text/suggestion.hpp"

namespace glissade {
namespace {

std::string typed(const OptionInfo& info) {
  return (info.is_positional() ? "" : "--") + std::string(info.name);
}

std::vector<std::string> option_names(std::span<const BoundOption> options) {
  std::vector<std::string> names{"--help"};
  for (const BoundOption& option : options) {
    if (!option.info->is_positional())
      names.push_back(typed(*option.info));
  }
  return names;
}

/// CLI11's sentences, in the words of the other messages.
[[noreturn]] void refuse(const CLI::ParseError& error, std::span<const BoundOption> options) {
  std::string message = error.what();
  std::ranges::replace(message, '\n', ' ');
  for (const BoundOption& option : options) {
    if (message.starts_with(typed(*option.info) + ": 1 required"))
      throw Error(ErrorKind::usage, typed(*option.info) + " needs a value",
                  "It stands for " + std::string(option.info->value) + ": " + option_help(option) + ".");
  }
  if (const std::size_t end = message.find(": At Most 1 required but received"); end != std::string::npos)
    throw Error(ErrorKind::usage, message.substr(0, end) + " is given more than once", "Keep one of them.");
  throw Error(ErrorKind::usage, message);
}

/// The commands that have an option, "train classifier, verify classifier"; empty if none has.
std::string commands_with(const std::string& name) {
  std::vector<std::string> commands;
  for (const CommandInfo& command : all_commands()) {
    ProgramOptions unused;
    for (const CommandOptions& one : command_options(command, unused)) {
      const auto has_name = [&](const BoundOption& option) { return typed(*option.info) == name; };
      if (std::ranges::any_of(one.options, has_name))
        commands.push_back(one.name);
    }
  }
  return joined(commands);
}

std::string hint_for_unknown(const std::string& command, std::span<const BoundOption> options,
                             const std::string& name) {
  if (const std::string others = commands_with(name); !others.empty())
    return "It is an option of " + others + ".";
  const std::vector<std::string> names = option_names(options);
  if (const std::string known = option_of_other_name(name); std::ranges::find(names, known) != names.end())
    return "It is called " + known + " here.";
  if (std::string hint = hint_for_absent_option(name); !hint.empty())
    return hint;
  const std::string suggestion = did_you_mean(name, names);
  return suggestion.empty() ? "glissade " + command + " --help lists the options." : suggestion;
}

std::string hint_for_key(std::span<const BoundOption> options, const std::string& key) {
  if (const std::string others = commands_with("--" + key); !others.empty())
    return "It is an option of " + others + ".";
  std::vector<std::string> keys;
  for (const BoundOption& option : options)
    keys.emplace_back(option.info->name);
  return did_you_mean(key, keys);
}

void refuse_leftovers(const std::string& command, std::span<const BoundOption> options,
                      const std::vector<std::string>& leftovers) {
  if (leftovers.empty())
    return;
  const std::string& first = leftovers.front();
  if (!first.starts_with('-') || first.size() < 2)
    throw Error(ErrorKind::usage, "unexpected argument '" + first + "'",
                parse_number(first) ? "A list is one word, with commas, as in --hidden 32,16." : "");
  const std::string name = first.substr(0, first.find('='));
  throw Error(ErrorKind::usage, "unknown option " + name + " of " + command,
              hint_for_unknown(command, options, name));
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    parts.emplace_back(text.substr(0, text.find(' ')));
    text.remove_prefix(std::min(parts.back().size() + 1, text.size()));
  }
  return parts;
}

void refuse_without_companion(const OptionInfo& info, std::span<const GivenOption> given) {
  const std::vector<std::string> companions = words(info.needs);
  const auto is_given = [&](const std::string& name) { return find_given(given, name) != nullptr; };
  if (companions.empty() || std::ranges::any_of(companions, is_given))
    return;
  std::string names;
  for (const std::string& name : companions)
    names += (names.empty() ? "--" : " or --") + name;
  throw Error(ErrorKind::usage, typed(info) + " needs " + names);
}

void refuse_combination(const OptionInfo& info, std::span<const GivenOption> given) {
  for (const std::string& other : words(info.excludes)) {
    if (find_given(given, other) != nullptr)
      throw Error(ErrorKind::usage, typed(info) + " cannot be combined with --" + other);
  }
  const GivenOption* const solver = find_given(given, "solver");
  if (info.has(of_descent) && solver != nullptr && solver->text == "exact")
    throw Error(ErrorKind::usage, typed(info) + " does not apply to --solver exact");
  if (find_given(given, "from") == nullptr)
    return;
  if (info.has(of_new_preprocessing) || info.has(of_new_parameters))
    throw Error(ErrorKind::usage, typed(info) +
                                      " cannot be combined with --from: that model brings its own " +
                                      (info.has(of_new_parameters) ? "parameters" : "preprocessing"));
}

/// An error of a value from a file says where it stands.
void assign(const GivenOption& given) {
  try {
    given.option->assign(given.text);
  } catch (const Error& error) {
    throw Error(error.kind(), given.place + error.what(), error.hint());
  }
}

void refuse_shared(std::span<const BoundOption> options, std::span<const GivenOption> given) {
  std::vector<NamedFile> files;
  for (const BoundOption& option : options) {
    const OptionInfo& info = *option.info;
    const GivenOption* const value = find_given(given, info.name);
    if (info.file == FileRole::none)
      continue;
    if (value != nullptr)
      files.push_back({typed(info), info.file, value->text});
    else if (!info.default_file.empty())
      files.push_back({typed(info), info.file, std::string(info.default_file)});
  }
  refuse_shared_files(files);
}

/// CLI11 takes the next argument for the value of "--option=".
Arguments with_values_apart(const Arguments& arguments, std::span<const BoundOption> options) {
  Arguments apart;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const auto has_name = [&](const BoundOption& option) {
      return !option.info->is_positional() && typed(*option.info) == name;
    };
    const auto option = std::ranges::find_if(options, has_name);
    if (equals == std::string::npos || option == options.end()) {
      apart.push_back(argument);
      continue;
    }
    if (option->info->is_flag())
      throw Error(ErrorKind::usage, name + " takes no value, not '" + argument.substr(equals + 1) + "'");
    apart.push_back(name);
    apart.push_back(argument.substr(equals + 1));
  }
  return apart;
}

}  // namespace

const GivenOption* find_given(std::span<const GivenOption> given, std::string_view name) {
  const auto is_it = [&](const GivenOption& one) { return one.option->info->name == name; };
  const auto found = std::ranges::find_if(given, is_it);
  return found == given.end() ? nullptr : &*found;
}

std::optional<std::vector<GivenOption>> split_arguments(const std::string& command,
                                                        std::span<const BoundOption> options,
                                                        Arguments arguments) {
  CLI::App app;
  app.set_help_flag("--help,-h");
  app.allow_extras();
  std::vector<CLI::Option*> parsed;
  for (const BoundOption& option : options) {
    const std::string name = typed(*option.info);
    parsed.push_back(option.info->is_flag() ? app.add_flag(name) : app.add_option(name)->expected(1));
    parsed.back()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  }
  arguments = with_values_apart(arguments, options);
  std::ranges::reverse(arguments);  // the order that CLI11 takes a vector in
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    refuse(error, options);
  }
  refuse_leftovers(command, options, app.remaining());
  std::vector<GivenOption> given;
  for (std::size_t place = 0; place < options.size(); ++place) {
    if (parsed[place]->count() == 0)
      continue;
    const std::string& value = parsed[place]->results().front();
    const bool is_flag = options[place].info->is_flag();
    given.push_back({&options[place], is_flag ? std::string() : value, {}});
  }
  return given;
}

void add_configuration(const std::string& path, std::span<const BoundOption> options,
                       std::vector<GivenOption>& given) {
  for (const ConfigEntry& entry : read_config(path)) {
    const std::string place = path + ":" + std::to_string(entry.line) + ": ";
    const auto has_name = [&](const BoundOption& option) { return option.info->name == entry.key; };
    const auto option = std::ranges::find_if(options, has_name);
    if (option == options.end() || entry.key == "config")
      throw Error(
          ErrorKind::usage, place + "unknown key '" + entry.key + "'",
          entry.key == "config" ? "A configuration file names no other." : hint_for_key(options, entry.key));
    const bool is_flag = option->info->is_flag();
    const bool is_boolean = entry.type == ConfigEntry::Type::boolean;
    if (is_flag != is_boolean)
      throw Error(ErrorKind::usage, place + "'" + entry.key + "' takes " +
                                        (is_flag ? "true or false" : "a value, not true or false"));
    if (find_given(given, entry.key) == nullptr && !(is_boolean && entry.value == "false"))
      given.push_back({&*option, is_flag ? std::string() : entry.value, place});
  }
}

void apply_options(std::span<const BoundOption> options, std::span<const GivenOption> given) {
  refuse_shared(options, given);
  for (const BoundOption& option : options) {
    if (const GivenOption* const value = find_given(given, option.info->name))
      assign(*value);
  }
  for (const GivenOption& one : given) {
    refuse_without_companion(*one.option->info, given);
    refuse_combination(*one.option->info, given);
  }
}

std::string reproducing_command(const std::string& command, std::span<const BoundOption> options,
                                std::span<const GivenOption> given, std::span<const ChosenOption> chosen) {
  std::string positional, rest;
  for (const BoundOption& option : options) {
    const OptionInfo& info = *option.info;
    const GivenOption* const value = find_given(given, info.name);
    const auto choice = std::ranges::find(chosen, info.name, &ChosenOption::name);
    if (info.has(presentation) || (value == nullptr && choice == chosen.end()))
      continue;
    const std::string text = shell_quoted(choice != chosen.end() ? choice->value : value->text);
    if (info.is_positional())
      positional += ' ' + text;
    else
      rest += ' ' + typed(info) + (info.is_flag() ? "" : ' ' + text);
  }
  return "glissade " + command + positional + rest;
}

}  // namespace glissade
