#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/commands/commands.hpp"
#include "cli/commands/version.hpp"
#include "cli/options/help_text.hpp"
#include "cli/options/option_reading.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/standard_output.hpp"
#include "glissade/machine.hpp"
#include "glissade/version.hpp"
#include "process/last_words.hpp"
#include "process/standard_streams.hpp"
#include "process/stop_signals.hpp"
#include "text/suggestion.hpp"

namespace glissade {
namespace {

const std::array<std::string, 2> model_names{"linear", "classifier"};

bool asks_for_help(const std::string& argument) {
  return argument == "--help" || argument == "-h" || argument == "help";
}

std::string or_else(const std::string& suggestion, const std::string& otherwise) {
  return suggestion.empty() ? otherwise : suggestion;
}

/// Whether the first argument of a command that makes a run is classifier rather than linear.
bool is_classifier(const std::string& command, const Arguments& arguments) {
  if (arguments.empty())
    throw Error(ErrorKind::usage, command + " needs a model: linear or classifier",
                "For example: glissade " + command + " linear --data houses.csv --target price");
  const std::string& model = arguments.front();
  if (std::ranges::find(model_names, model) == model_names.end())
    throw Error(
        ErrorKind::usage, command + " takes linear or classifier, not '" + model + "'",
        or_else(did_you_mean(model, model_names),
                "linear predicts numbers, classifier classes; the word comes right after " + command + "."));
  return model == "classifier";
}

int run_command(Command command, const ProgramOptions& options) {
  switch (command) {
    case train_command:
      return run_train(options);
    case verify_command:
      return run_verify(options);
    case compare_command:
      return run_compare(options);
    case evaluate_command:
      return run_evaluate(options);
    case predict_command:
      return run_predict(options);
    case generate_command:
      return run_generate(options);
    case inspect_command:
      return run_inspect(options);
    case devices_command:
      return run_devices(options);
  }
  return 0;
}

int dispatch_command(const CommandInfo& command, Arguments arguments, bool& json) {
  std::string name(command.name);
  ProgramOptions options;
  if (command.takes_model()) {
    if (!arguments.empty() && asks_for_help(arguments.front())) {
      write_standard_output("Usage: glissade " + name + " linear|classifier " + std::string(command.usage) +
                            "\n\nglissade " + name + " linear --help and glissade " + name +
                            " classifier --help list the options.\n");
      return 0;
    }
    options.run.classifier = is_classifier(name, arguments);
    name += ' ' + arguments.front();
    arguments.erase(arguments.begin());
  }
  if (!read_options(command, name, std::move(arguments), options, json))
    return 0;
  settle_threads(options);
  return run_command(command.command, options);
}

void show_version(const Arguments& rest) {
  if (std::find(rest.begin(), rest.end(), "--json") == rest.end()) {
    write_standard_output("glissade " + std::string(version()) + "\n");
    return;
  }
  const Environment environment = environment_of({});
  write_json({{"version", version()}, {"revision", program_revision()}, {"compiler", environment.compiler}});
}

int dispatch(const Arguments& arguments, bool& json) {
  if (arguments.empty())
    throw Error(ErrorKind::usage, "no command given", "glissade --help lists the commands.");
  const std::string& name = arguments.front();
  const Arguments rest(arguments.begin() + 1, arguments.end());
  if (asks_for_help(name)) {
    write_standard_output(overview_text());
    return 0;
  }
  if (name == "--version") {
    show_version(rest);
    return 0;
  }
  if (const CommandInfo* const command = find_command(name))
    return dispatch_command(*command, rest, json);
  std::vector<std::string> names;
  for (const CommandInfo& command : all_commands())
    names.emplace_back(command.name);
  throw Error(ErrorKind::usage,
              (name.starts_with('-') ? "a command must come first, not '" : "unknown command '") + name + "'",
              or_else(did_you_mean(name, names), "glissade --help lists the commands."));
}

int report(const Error& error, bool json) {
  release_reserve();
  print_error(error);
  if (json) {
    try {
      nlohmann::ordered_json document;
      document["error"] = error_json(error);
      write_json(document);
    } catch (const OutputClosed&) {
      // As below.
    } catch (const std::exception&) {
      // Standard output does not take it; the sentence on standard error has been said.
    }
  }
  return static_cast<int>(error.kind());
}

int run(const Arguments& arguments) {
  // Looked for before anything is parsed, so that an error of parsing is a document too.
  bool json = std::ranges::find(arguments, "--json") != arguments.end();
  promise_document(json);
  try {
    return dispatch(arguments, json);
  } catch (const OutputClosed&) {
    return 128 + SIGPIPE;
  } catch (const Error& error) {
    return report(error, json);
  } catch (const std::bad_alloc&) {
    release_reserve();
    return report({ErrorKind::failure, "there is not enough memory", "Use less data or a smaller model."},
                  json);
  } catch (const std::exception& error) {
    return report({ErrorKind::failure, std::string("unexpected failure: ") + error.what()}, json);
  }
}

}  // namespace
}  // namespace glissade

int main(int argument_count, char** arguments) {
  glissade::reserve_standard_streams();
  glissade::turn_write_signals_into_errors();
  glissade::promise_last_words();
  std::span<char*> given(arguments + std::min(argument_count, 1), arguments + argument_count);
  const int status = glissade::run_with_a_stack(
      [](void* argument) {
        const auto& words = *static_cast<std::span<char*>*>(argument);
        return glissade::run({words.begin(), words.end()});
      },
      &given);
  glissade::keep_promise();
  return status;
}
