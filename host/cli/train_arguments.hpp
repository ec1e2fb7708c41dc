#pragma once

#include <optional>
#include <string>

#include "cli/command_line.hpp"

namespace glissade {

/// The value of --out if it is not given.
inline constexpr const char* default_model_file = "model.safetensors";

/// The options of `train linear` and `train classifier`, as given. Those of the other model stay empty.
struct TrainArguments {
  using Text = std::optional<std::string>;

  SourceArguments source;
  Text validation, validation_data, validation_labels;
  // Preprocessing.
  Text rescale, impute, select;
  bool standardize = false;
  // Model.
  Text hidden, activation, init, class_weight;  ///< classifier only
  Text from, out;
  // Training.
  Text solver;  ///< linear only
  Text batch_size, epochs, optimizer, lr, momentum, beta1, beta2, epsilon;
  bool nesterov = false;
  Text weight_decay, l1, l2, clip, schedule, warmup;
  Text patience, min_improvement, max_time;
  Text device, precision, log, report;
  Text checkpoint, checkpoint_every;
  bool resume = false;
  bool plan = false;
};

/// Those that decide what the steps of a run are: data, network, optimizer, device.
void add_run_options(CommandLine& line, TrainArguments& arguments, bool classifier);

/// The same without --device, for a command that takes several, and with --epochs.
void add_compared_run_options(CommandLine& line, TrainArguments& arguments, bool classifier);

/// All of them.
void add_train_options(CommandLine& line, TrainArguments& arguments, bool classifier);

}  // namespace glissade
