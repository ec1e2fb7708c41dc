#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glissade {

/// Commands as bits.
enum Command : unsigned {
  train_command = 1,
  verify_command = 2,
  compare_command = 4,
  evaluate_command = 8,
  predict_command = 16,
  inspect_command = 32,
  generate_command = 64,
  devices_command = 128,
};
/// Commands that make a run.
inline constexpr unsigned run_commands = train_command | verify_command | compare_command;
/// Commands that apply a model.
inline constexpr unsigned model_commands = evaluate_command | predict_command;

/// Models as bits.
enum ModelKind : unsigned { linear_model = 1, classifier_model = 2 };
inline constexpr unsigned both_models = linear_model | classifier_model;

/// The use that a command makes of the file that an option names.
enum class FileRole : std::uint8_t {
  none,
  input,
  source,  ///< an input as --data takes it: a path with options, or synthetic data and no file
  output,
  checkpoints,  ///< a folder in which files are written and removed
};

/// Finite numbers; a bound is itself accepted unless it is open.
struct NumberRange {
  double lowest = 0.0;
  double highest = 0.0;
  bool lowest_open = false;
  bool highest_open = false;
};

struct CountRange {
  std::uint64_t lowest = 0;
  std::uint64_t highest = 0;
};

/// Properties of an option as bits.
enum Trait : unsigned {
  /// Part of a run's identity: a checkpoint is resumed only with the same value.
  decides_steps = 1,
  /// Changes what is shown or where, never what is computed; left out of the command that reproduces a run.
  presentation = 2,
  /// Refused with the exact solver, which takes no steps.
  of_descent = 4,
  /// Refused with a model to continue from, which brings its own preprocessing …
  of_new_preprocessing = 8,
  /// … or its own parameters.
  of_new_parameters = 16,
  /// Chosen by the run where it is not given: its text is empty until then.
  automatic = 32,
};

/// Everything that is said about an option in one place: parsing, help, refusals, configuration keys, the
/// reproducing command, the run's identity, completion and manual pages follow from it.
struct OptionInfo {
  /// Typed after "--", and a key of configuration files; in capitals: an argument that is known by its
  /// place.
  std::string_view name = {};
  std::string_view value = {};  ///< stands for the value in help; empty: a flag
  std::string_view help = {};   ///< without range and default, which follow from the rest
  std::string_view heading = {};
  unsigned commands = 0;          ///< Command
  unsigned models = both_models;  ///< ModelKind; for the commands that make a run
  NumberRange numbers = {};       ///< of a number, or of a number after `name=`
  CountRange counts = {};         ///< of a whole number, or of each of a list
  unsigned traits = 0;            ///< Trait
  /// Names of options, separated by spaces, one of which has to be given, too.
  std::string_view needs = {};
  /// Names of options, separated by spaces, that it cannot be combined with.
  std::string_view excludes = {};
  FileRole file = FileRole::none;
  /// The value without the option, in words; empty: the default as text.
  std::string_view otherwise = {};
  /// The file that is used without the option; empty: none.
  std::string_view default_file = {};
  /// Checkpoints that do not mention the option were made with this value; empty: with today's default.
  std::string_view former_default = {};

  bool is_flag() const { return value.empty() && !is_positional(); }
  bool is_positional() const { return name.front() >= 'A' && name.front() <= 'Z'; }
  bool has(Trait trait) const { return (traits & trait) != 0; }
  bool belongs_to(Command command, bool classifier) const {
    return (commands & command) != 0 && (models & (classifier ? classifier_model : linear_model)) != 0;
  }
};

/// The option in messages of the library: "{batch_size}", which a program prints as "--batch-size" and Python
/// as "batch_size".
std::string placeholder(std::string_view name);

/// "1 to 10^12", "above 0 and below 1"; empty for an option without a range.
std::string range_text(const OptionInfo& info);

}  // namespace glissade
