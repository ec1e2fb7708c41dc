#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/last_words.hpp"
#include "cli/messages.hpp"
#include "cli/standard_output.hpp"
#include "cli/standard_streams.hpp"
#include "cli/stop_signals.hpp"
#include "cli/version.hpp"
#include "text/suggestion.hpp"

namespace glissade {
namespace {

constexpr std::string_view overview =
    R"(Glissade trains linear regression and dense classifiers.

Usage: glissade COMMAND [arguments]

Commands:
  train linear         Linear regression, by gradient descent or exactly
  train classifier     Softmax regression or a dense network
  verify linear        Prove that a device computes the run that train would,
  verify classifier      operation by operation against fp64
  compare linear       Time the same run on several devices, beside what the machine
  compare classifier     can do at most
  evaluate MODEL       Compare a model's predictions with known targets
  predict MODEL        Write predictions as CSV or .npy
  generate SOURCE      Write a synthetic data set
  inspect FILE         What is in a model or in data
  devices              What training can run on here, and how fast the CPU can be

Options:
  --help, -h           This help; after a command, the command's
  --version            The version; with --json also what it was built from and with

Example:
  glissade train linear --data houses.csv --target price --standardize --epochs 100
)";

const std::array<std::string, 8> command_names{"train",   "verify",   "compare", "evaluate",
                                               "predict", "generate", "inspect", "devices"};
const std::array<std::string, 2> model_names{"linear", "classifier"};

bool asks_for_help(const std::string& argument) {
  return argument == "--help" || argument == "-h";
}

std::string or_else(const std::string& suggestion, const std::string& otherwise) {
  return suggestion.empty() ? otherwise : suggestion;
}

using RunModelCommand = int (*)(bool classifier, const Arguments& arguments, CommonArguments& common);

/// train, verify and compare: the model comes before the options.
int dispatch_model(const std::string& command, RunModelCommand run, const Arguments& arguments,
                   CommonArguments& common) {
  if (arguments.empty())
    throw Error(ErrorKind::usage, command + " needs a model: linear or classifier",
                "For example: glissade " + command + " linear --data houses.csv --target price");
  const std::string& model = arguments.front();
  if (asks_for_help(model)) {
    write_standard_output(
        "Usage: glissade " + command + " linear|classifier --data SOURCE [options]\n\nglissade " + command +
        " linear --help and glissade " + command + " classifier --help list the options.\n");
    return 0;
  }
  if (std::find(model_names.begin(), model_names.end(), model) == model_names.end()) {
    throw Error(ErrorKind::usage, command + " takes linear or classifier, not '" + model + "'",
                or_else(did_you_mean(model, model_names), "The model comes right after " + command + "."));
  }
  return run(model == "classifier", {arguments.begin() + 1, arguments.end()}, common);
}

void show_version(const Arguments& rest) {
  if (std::find(rest.begin(), rest.end(), "--json") == rest.end()) {
    write_standard_output("glissade " + std::string(program_version()) + "\n");
    return;
  }
  write_json({{"version", program_version()},
              {"revision", program_revision()},
              {"compiler", compiler_name()},
              {"onednn", onednn_version()}});
}

int dispatch(const Arguments& arguments, CommonArguments& common) {
  if (arguments.empty())
    throw Error(ErrorKind::usage, "no command given", "glissade --help lists the commands.");
  const std::string& command = arguments.front();
  if (asks_for_help(command)) {
    write_standard_output(overview);
    return 0;
  }
  const Arguments rest(arguments.begin() + 1, arguments.end());
  if (command == "--version") {
    show_version(rest);
    return 0;
  }
  if (command == "train")
    return dispatch_model(command, run_train, rest, common);
  if (command == "verify")
    return dispatch_model(command, run_verify, rest, common);
  if (command == "compare")
    return dispatch_model(command, run_compare, rest, common);
  if (command == "evaluate")
    return run_evaluate(rest, common);
  if (command == "predict")
    return run_predict(rest, common);
  if (command == "generate")
    return run_generate(rest, common);
  if (command == "inspect")
    return run_inspect(rest, common);
  if (command == "devices")
    return run_devices(rest, common);
  throw Error(
      ErrorKind::usage,
      (command.starts_with('-') ? "a command must come first, not '" : "unknown command '") + command + "'",
      or_else(did_you_mean(command, command_names), "glissade --help lists the commands."));
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
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  promise_document(json);
  CommonArguments common;
  try {
    return dispatch(arguments, common);
  } catch (const OutputClosed&) {
    return 128 + SIGPIPE;
  } catch (const Error& error) {
    return report(error, json || common.json);
  } catch (const std::bad_alloc&) {
    release_reserve();
    return report({ErrorKind::failure, "there is not enough memory", "Use less data or a smaller model."},
                  json || common.json);
  } catch (const std::exception& error) {
    return report({ErrorKind::failure, std::string("unexpected failure: ") + error.what()},
                  json || common.json);
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
