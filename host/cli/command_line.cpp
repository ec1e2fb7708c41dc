#include "cli/command_line.hpp"

#include <omp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "cli/config_file.hpp"
#include "cli/last_words.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/shell_quoting.hpp"
#include "cli/standard_output.hpp"
#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "text/suggestion.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_threads = 1024;

/// Options that change what is shown or where, never what is computed.
constexpr std::array<std::string_view, 11> presentation_options{
    "--help",  "--json", "--quiet",      "--threads",          "--config",
    "--log",   "--out",  "--checkpoint", "--checkpoint-every", "--resume",
    "--report"};

class Help : public CLI::Formatter {
 public:
  explicit Help(std::string usage) : usage_(std::move(usage)) { column_width(34); }

  std::string make_usage(const CLI::App* /*app*/, std::string /*name*/) const override {
    return "Usage: glissade " + usage_ + "\n";
  }

 private:
  std::string usage_;
};

bool is_flag(const CLI::Option& option) {
  return option.get_expected_max() == 0;
}

/// CLI11's sentences, in the words of the other messages.
[[noreturn]] void refuse(const CLI::ParseError& error) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (const std::size_t end = message.find(": At Most 1 required but received"); end != std::string::npos)
    throw Error(ErrorKind::usage, message.substr(0, end) + " is given more than once", "Keep one of them.");
  throw Error(ErrorKind::usage, message);
}

}  // namespace

int CommonArguments::thread_count() const {
  const int wanted = wanted_threads();
  const int all = wanted > 0 ? wanted : useful_threads(omp_get_max_threads());
  const int started = startable_threads(all);
  if (started < all)
    Notes(quiet).warn("the system starts only " + std::to_string(started) + " of " + counted(all, "thread") +
                      ", which is what is used");
  return wanted;
}

int CommonArguments::wanted_threads() const {
  if (!threads)
    return 0;
  const int asked = static_cast<int>(count_value("--threads", *threads, 1, most_threads));
  const int useful = useful_threads(asked);
  if (useful < asked)
    Notes(quiet).warn("--threads " + *threads + " is more than the " + counted(useful, "processor") +
                      " that this process may use: " + std::to_string(useful) + " are used");
  return useful;
}

std::uint64_t seed_value(const std::optional<std::string>& text) {
  return text ? count_value("--seed", *text, 0, UINT64_MAX) : 0;
}

SourceOptions SourceArguments::options(int thread_count) const {
  SourceOptions options;
  options.seed = seed_value(seed);
  options.threads = thread_count;
  options.labels = labels.value_or("");
  options.target = target.value_or("");
  if (!data || data->empty())
    throw Error(ErrorKind::usage, "no data given", "Name a file or a synthetic source with --data.");
  options.data = *data;
  return options;
}

void add_common_options(CommandLine& line, CommonArguments& common) {
  OptionGroup group = line.group();
  group.add("--threads", common.threads, "N",
            "CPU threads, 1 to 1024, at most one a processor; never changes a result [all that the process "
            "may use]");
  group.add_file(FileRole::input, "--config", common.config, "FILE",
                 "TOML file of long option names; the command line wins");
  group.add_flag("--json", common.json, "One JSON document on standard output, of a failure too");
  group.add_flag(
      "--quiet", common.quiet,
      "No progress, notes or tables on standard error; losses of what was asked for are still said");
}

void add_source_options(CommandLine& line, SourceArguments& source) {
  line.group("Data").add_file(
      FileRole::source, "--data", source.data, "SOURCE",
      "CSV (.gz too), .npy or IDX file, or synthetic:linear,… or synthetic:classes,…");
  add_target_options(line, source);
}

void add_target_options(CommandLine& line, SourceArguments& source) {
  OptionGroup group = line.group("Data");
  group.add_file(FileRole::input, "--labels", source.labels, "FILE",
                 ".npy or IDX file of targets, for .npy and IDX data");
  group.add("--target", source.target, "COLUMNS",
            "CSV: target columns by name, or by number from 1, with commas");
  group.add("--seed", source.seed, "N", "Key of all random numbers, 0 to 2^64-1 [0]");
}

void OptionGroup::add(const std::string& name, std::optional<std::string>& text, const std::string& type,
                      const std::string& description) {
  app_.add_option(name, text, description)->type_name(type)->group(heading_);
}

void OptionGroup::add_flag(const std::string& name, bool& flag, const std::string& description) {
  app_.add_flag(name, flag, description)->group(heading_);
}

void OptionGroup::add_file(FileRole role, const std::string& name, std::optional<std::string>& text,
                           const std::string& type, const std::string& description,
                           const std::string& unless_given) {
  add(name, text, type, description);
  files_.push_back({name, role, &text, unless_given});
}

CommandLine::CommandLine(std::string command, const std::string& usage, const std::string& description)
    : command_(std::move(command)), app_(std::make_unique<CLI::App>(description)) {
  app_->formatter(std::make_shared<Help>(usage));
  app_->set_help_flag("--help,-h", "This help");
  app_->allow_extras();
}

CommandLine::~CommandLine() = default;

OptionGroup CommandLine::group(std::string heading) {
  return {*app_, files_, std::move(heading)};
}

bool CommandLine::parse(std::vector<std::string> arguments, const CommonArguments& common) {
  std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 takes a vector in
  try {
    app_->parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    write_standard_output(app_->help());
    return false;
  } catch (const CLI::ParseError& error) {
    refuse(error);
  }
  refuse_leftovers();
  if (common.config)
    apply_config(*common.config);
  promise_document(common.json);
  refuse_shared_files();
  return true;
}

void CommandLine::refuse_shared_files() const {
  std::vector<NamedFile> named;
  for (const FileOption& file : files_) {
    if (file.text->has_value())
      named.push_back({file.name, file.role, **file.text});
    else if (!file.unless_given.empty())
      named.push_back({file.name, file.role, file.unless_given});
  }
  glissade::refuse_shared_files(named);
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const CLI::Option* option : app_->get_options()) {
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  }
  return names;
}

void CommandLine::refuse_leftovers() const {
  const std::vector<std::string> leftovers = app_->remaining();
  if (leftovers.empty())
    return;
  const std::string& first = leftovers.front();
  if (!first.starts_with('-') || first.size() < 2)
    throw Error(ErrorKind::usage, "unexpected argument '" + first + "'");
  const std::string name = first.substr(0, first.find('='));
  const std::string suggestion = did_you_mean(name, option_names());
  throw Error(ErrorKind::usage, "unknown option " + name + " of " + command_,
              suggestion.empty() ? "glissade " + command_ + " --help lists the options." : suggestion);
}

void CommandLine::apply_config(const std::string& path) {
  for (const ConfigEntry& entry : read_config(path)) {
    const std::string place = path + ":" + std::to_string(entry.line) + ": ";
    CLI::Option* const option = app_->get_option_no_throw("--" + entry.key);
    if (option == nullptr || entry.key == "config" || entry.key == "help") {
      throw Error(ErrorKind::usage, place + "unknown key '" + entry.key + "'",
                  did_you_mean("--" + entry.key, option_names()));
    }
    const bool boolean = entry.type == ConfigEntry::Type::boolean;
    if (is_flag(*option) != boolean) {
      throw Error(ErrorKind::usage, place + "'" + entry.key + "' takes " +
                                        (is_flag(*option) ? "true or false" : "a value, not true or false"));
    }
    if (option->count() > 0 || (boolean && entry.value == "false"))
      continue;
    option->add_result(entry.value);
    option->run_callback();
  }
}

std::string CommandLine::reproducing_command() const {
  std::string text = "glissade " + command_;
  for (const CLI::Option* option : app_->get_options()) {
    const std::string name = option->get_name();
    const auto& hidden = presentation_options;
    if (option->count() == 0 || std::find(hidden.begin(), hidden.end(), name) != hidden.end())
      continue;
    if (!option->get_positional())
      text += ' ' + name;
    if (!is_flag(*option))
      text += ' ' + shell_quoted(option->results().front());
  }
  return text;
}

}  // namespace glissade
