#include "cli/options/command_info.hpp"

#include <algorithm>
#include <array>

namespace glissade {
namespace {

constexpr std::array commands{
    CommandInfo{
        .name = "train",
        .command = train_command,
        .arguments = "linear|classifier",
        .usage = "--data SOURCE [options]",
        .summary = "Train linear regression, or a classifier: softmax or a dense network",
        .description = "Trains linear regression, by gradient descent or exactly.",
        .classifier_description = "Trains a dense classifier: softmax regression, or with hidden layers."},
    CommandInfo{.name = "verify",
                .command = verify_command,
                .arguments = "linear|classifier",
                .usage = "--data SOURCE [options]",
                .summary = "Prove that a device computes the run that train would, operation by operation",
                .description =
                    "Follows the run that train would make with these options through its first steps, and "
                    "recomputes every operation in fp64 from the device's own inputs to it: each difference "
                    "must be within the bound that follows from the operation's roundings. Exit status 5 if "
                    "one is not."},
    CommandInfo{.name = "compare",
                .command = compare_command,
                .arguments = "linear|classifier",
                .usage = "--data SOURCE [options]",
                .summary = "Time the same run on several devices, beside what the machine can do at most",
                .description =
                    "Trains the same run on each device in turn, repeat by repeat, with the phases apart: "
                    "start-up, reading or generating the data, copying them to the device, training steps, "
                    "one evaluation. Before that a few steps are verified on each device; if they are wrong "
                    "nothing is timed, with exit status 5. The CPU's limits are measured in the same run."},
    CommandInfo{.name = "evaluate",
                .command = evaluate_command,
                .arguments = "MODEL",
                .usage = "MODEL --data SOURCE [options]",
                .summary = "Compare a model's predictions with known targets",
                .description =
                    "Compares a model's predictions with known targets. With --json and more than 200 "
                    "classes, confusion_entries [[true class, predicted class, rows], …] take the place of "
                    "the matrix confusion."},
    CommandInfo{.name = "predict",
                .command = predict_command,
                .arguments = "MODEL",
                .usage = "MODEL --data SOURCE [options]",
                .summary = "Write predictions as CSV or .npy",
                .description = "Writes a model's predictions as CSV, one line per row: prediction, or class "
                               "and probabilities."},
    CommandInfo{.name = "generate",
                .command = generate_command,
                .arguments = "SOURCE",
                .usage = "SOURCE --out X.npy --labels y.npy | --out X.csv [options]",
                .summary = "Write a synthetic data set",
                .description = "Writes a synthetic data set: float32 features, with float32 targets or int32 "
                               "classes."},
    CommandInfo{.name = "inspect",
                .command = inspect_command,
                .arguments = "FILE",
                .usage = "MODEL|SOURCE [options]",
                .summary = "Show the content of a model or of data",
                .description = "Shows the content of a model file or of data."},
    CommandInfo{.name = "devices",
                .command = devices_command,
                .arguments = "",
                .usage = "[options]",
                .summary = "List the devices that training can run on, and the CPU's speed",
                .description =
                    "Lists what training can run on: the CPU with the peaks that it reaches now, CUDA and "
                    "emulated devices or why they cannot be used, what --device auto is, and the environment "
                    "variables set that change what a device computes. Takes about a second."},
};

}  // namespace

std::span<const CommandInfo> all_commands() {
  return commands;
}

const CommandInfo* find_command(std::string_view name) {
  const auto found = std::ranges::find(commands, name, &CommandInfo::name);
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace glissade
