#include "cli/train_arguments.hpp"

namespace glissade {
namespace {

void add_split_options(CommandLine& line, TrainArguments& arguments) {
  line.group("Data").add("--validation", arguments.validation, "FRACTION",
                         "Share of the rows held out for validation, above 0 and below 1 [none]");
}

void add_validation_options(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Data");
  group.add_file(FileRole::source, "--validation-data", arguments.validation_data, "SOURCE",
                 "Validation rows of their own");
  group.add_file(FileRole::input, "--validation-labels", arguments.validation_labels, "FILE",
                 "Their targets, as --labels");
}

void add_preprocessing_options(CommandLine& line, TrainArguments& arguments, bool classifier) {
  OptionGroup group = line.group("Preprocessing, fitted on the training rows and kept in the model");
  group.add("--rescale", arguments.rescale, "FACTOR",
            "Multiplies every feature; of magnitude 1e-30 to 1e30 [1]");
  group.add_flag(
      "--standardize", arguments.standardize,
      classifier ? "Features to mean 0 and variance 1" : "Features and targets to mean 0 and variance 1");
  group.add("--impute", arguments.impute, "mean|median|drop", "What becomes of missing values [refused]");
  group.add("--select", arguments.select, "K", "Keep the K features of highest F-score, from 1 [all]");
}

void add_classifier_options(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Model");
  group.add("--hidden", arguments.hidden, "N,N,…",
            "Units of each hidden layer, 1 to 1000000 [no hidden layer]");
  group.add("--activation", arguments.activation, "relu|gelu|tanh|sigmoid", "Of the hidden layers [relu]");
  group.add("--init", arguments.init, "automatic|he|glorot|zeros",
            "Starting weights; automatic: zeros without hidden layer, he for relu and gelu, else glorot "
            "[automatic]");
  group.add("--class-weight", arguments.class_weight, "balanced|NAME=W,…",
            "Weight of a class in the loss, 0 to 1e30 [1]");
}

void add_start_options(CommandLine& line, TrainArguments& arguments) {
  line.group("Model").add_file(FileRole::input, "--from", arguments.from, "MODEL",
                               "Start from this model's parameters and preprocessing");
}

void add_model_options(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Model");
  group.add_file(FileRole::output, "--out", arguments.out, "FILE",
                 "Where the model goes, replaced at once [" + std::string(default_model_file) + "]",
                 default_model_file);
}

void add_optimizer_options(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Optimizer");
  group.add("--optimizer", arguments.optimizer, "sgd|adam|adamw", "Update rule [adam]");
  group.add("--lr", arguments.lr, "RATE", "Learning rate, 1e-30 to 1e30 [0.001; sgd: 0.01]");
  group.add("--momentum", arguments.momentum, "M", "sgd: 0 to 0.999999 [0]");
  group.add_flag("--nesterov", arguments.nesterov, "sgd: look ahead along the momentum");
  group.add("--beta1", arguments.beta1, "B", "adam, adamw: 0 to 0.999999 [0.9]");
  group.add("--beta2", arguments.beta2, "B", "adam, adamw: 0 to 0.999999 [0.999]");
  group.add("--epsilon", arguments.epsilon, "E", "adam, adamw: 1e-30 to 1 [1e-8]");
  group.add("--weight-decay", arguments.weight_decay, "D", "adamw: 0 to 1e30 [0.01]");
  group.add("--l1", arguments.l1, "L", "Adds L·Σ|w| to the objective, 0 to 1e30 [0]");
  group.add("--l2", arguments.l2, "L", "Adds L/2·Σw² to the objective, 0 to 1e30 [0]");
  group.add("--clip", arguments.clip, "NORM", "Largest gradient norm, 1e-30 to 1e30 [no clipping]");
  group.add("--schedule", arguments.schedule, "constant|step:EPOCHS:FACTOR|cosine",
            "Learning rate over the run [constant]");
  group.add("--warmup", arguments.warmup, "STEPS", "Steps of linear rise at the start [0]");
}

void add_batch_options(CommandLine& line, TrainArguments& arguments) {
  line.group("Training")
      .add("--batch-size", arguments.batch_size, "N|full", "Rows of a step, 1 to 10^12 [128]");
}

void add_epochs_option(CommandLine& line, TrainArguments& arguments) {
  line.group("Training")
      .add("--epochs", arguments.epochs, "N", "Passes over the training rows, 1 to 10^9 [10]");
}

void add_training_options(CommandLine& line, TrainArguments& arguments, bool classifier) {
  OptionGroup group = line.group("Training");
  if (!classifier)
    group.add("--solver", arguments.solver, "descent|exact",
              "exact: least squares, computed in fp64 [descent]");
  add_epochs_option(line, arguments);
  group.add("--patience", arguments.patience, "EPOCHS",
            "Stop after so many epochs without a better validation loss, and keep the best [never]");
  group.add("--min-improvement", arguments.min_improvement, "LOSS",
            "With --patience: what counts as better, 0 to 1e30 [0]");
  group.add("--max-time", arguments.max_time, "TIME", "Stop after 90, 90s, 1.5m or 2h [never]");
  group.add_file(FileRole::output, "--log", arguments.log, "FILE", "JSON lines: start, every epoch, end");
  group.add_file(FileRole::output, "--report", arguments.report, "FILE", report_option_help);
}

void add_checkpoint_options(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Checkpoints");
  group.add_file(FileRole::checkpoints, "--checkpoint", arguments.checkpoint, "DIR",
                 "Folder for the last three places that the run could go on from [none]");
  group.add("--checkpoint-every", arguments.checkpoint_every, "N|TIME",
            "Steps from one to the next, or a time such as 30s or 5m [1m]");
  group.add_flag(
      "--resume", arguments.resume,
      "Go on from the newest intact checkpoint, to the same bytes; start afresh where there is none");
}

void add_device_option(CommandLine& line, TrainArguments& arguments) {
  line.group("Device").add("--device", arguments.device, "NAME", device_option_help);
}

void add_precision_option(CommandLine& line, TrainArguments& arguments) {
  OptionGroup group = line.group("Device");
  group.add("--precision", arguments.precision, "fp32|tf32|bf16",
            "What the factors of matrix products are rounded to, sums being fp32; tf32 and bf16 need cuda or "
            "emulated [fp32]");
}

void add_plan_options(CommandLine& line, TrainArguments& arguments) {
  line.group("Device").add_flag(
      "--plan", arguments.plan,
      "cuda and emulated: print the memory and the launches per step that this run would take, and "
      "train nothing");
}

void add_run_up_to_device(CommandLine& line, TrainArguments& arguments, bool classifier) {
  add_source_options(line, arguments.source);
  add_split_options(line, arguments);
  add_preprocessing_options(line, arguments, classifier);
  if (classifier)
    add_classifier_options(line, arguments);
  add_start_options(line, arguments);
  add_batch_options(line, arguments);
}

}  // namespace

void add_run_options(CommandLine& line, TrainArguments& arguments, bool classifier) {
  add_run_up_to_device(line, arguments, classifier);
  add_device_option(line, arguments);
  add_precision_option(line, arguments);
  add_optimizer_options(line, arguments);
}

void add_compared_run_options(CommandLine& line, TrainArguments& arguments, bool classifier) {
  add_run_up_to_device(line, arguments, classifier);
  add_epochs_option(line, arguments);
  add_precision_option(line, arguments);
  add_optimizer_options(line, arguments);
}

void add_train_options(CommandLine& line, TrainArguments& arguments, bool classifier) {
  add_run_options(line, arguments, classifier);
  add_validation_options(line, arguments);
  add_model_options(line, arguments);
  add_training_options(line, arguments, classifier);
  add_checkpoint_options(line, arguments);
  add_plan_options(line, arguments);
}

}  // namespace glissade
